package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"shop/bench/mongostore"
	"shop/platform/host"
)

const (
	// buyers is how many clients buy at the same time.
	buyers = 32
	// scarce is how many products orders are spread over; the first of them is
	// the hot one.
	scarce = 1000
	// ordersDatabase is apart from the other rows': a shop is a demo, which
	// offers the test payment, from its beginning or never.
	ordersDatabase = "orders"
)

// market is a shop to buy in, with a payment provider outside of it.
type market struct {
	*server
	method string // of delivery
	staff  string // bearer token
	sold   map[string]int
	mu     sync.Mutex
}

// orders measures paid orders a second through HTTP, on one SKU and spread over
// a thousand, beside a bare loop of the writes that orders need. The shop, the
// databases and the clients share all cores. Each run ends with a look at the
// books: a wrong shop has no rate.
func (s *stand) orders(ctx context.Context, p plan) ([]figure, error) {
	if err := s.spread(ctx); err != nil {
		return nil, err
	}
	m, err := s.openMarket(ctx)
	if err != nil {
		return nil, err
	}
	defer m.stop()
	bare, err := mongostore.Open(ctx, s.database(ordersDatabase))
	if err != nil {
		return nil, err
	}
	defer func() { _ = bare.Close(context.WithoutCancel(ctx)) }()
	if err := bare.Stock(ctx, scarceSKUs()); err != nil {
		return nil, err
	}
	var figures []figure
	for _, spread := range []struct {
		name string
		skus []string
	}{{"one SKU", scarceSKUs()[:1]}, {"1,000 SKUs", scarceSKUs()}} {
		rows, err := m.contest(ctx, bare, spread.name, spread.skus, p)
		if err != nil {
			return nil, err
		}
		figures = append(figures, rows...)
	}
	if p.profile != "" {
		return figures, profile(ctx, m.server, p, func(d time.Duration) error {
			_, err := m.run(ctx, scarceSKUs()[:1], d)
			return err
		})
	}
	return figures, nil
}

// contest lets shop and bare loop run in turn and returns the rows.
func (m *market) contest(ctx context.Context, bare *mongostore.Bare, name string, skus []string, p plan) ([]figure, error) {
	var paid, slow, loop []float64
	for pair := range p.pairs + 1 {
		d := p.each
		if pair == 0 {
			d = time.Second // to warm up
		}
		r, err := m.run(ctx, skus, d)
		if err != nil {
			return nil, err
		}
		b, err := crowd(ctx, d, func(ctx context.Context, n int) error { return bare.Order(ctx, skus[n%len(skus)]) })
		if err != nil {
			return nil, err
		}
		if pair > 0 {
			paid, slow, loop = append(paid, r.perSecond), append(slow, float64(r.p99.Microseconds())/1000), append(loop, b.perSecond)
			fmt.Fprintf(p.progress, "bench: orders, %s: %v; the bare loop: %v\n", name, r, b)
		}
	}
	row := figure{Name: "paid orders, " + name, Value: round(median(paid), 1), Unit: "orders/s", Better: higher, Goal: goal(540), Command: command("orders")}
	beside := figure{
		Name: fmt.Sprintf("the same beside %d bare writes an order", mongostore.Writes), Value: row.Value, Unit: row.Unit, Better: higher, Command: row.Command,
	}
	return []figure{row, beside.against(round(median(loop), 1)), {
		Name: "p99 of a paid order, " + name, Value: round(median(slow), 1), Unit: "ms", Better: lower, Goal: goal(250), Command: row.Command,
	}}, nil
}

// openMarket starts the provider and a demo shop, and puts the scarce products
// on sale.
func (s *stand) openMarket(ctx context.Context) (*market, error) {
	addr, payments := freeAddr(), freeAddr()
	m := &market{server: &server{base: "http://" + addr, ops: freeAddr()}, sold: make(map[string]int)}
	env := append(s.environment(addr, m.ops, filepath.Join(s.dir, "data-orders")),
		"MONGO_URL="+s.database(ordersDatabase), "SHOP_TEST_PAYMENTS_URL=http://:secret@"+payments)
	provider := exec.CommandContext(ctx, s.shop, "test-payments", "--file", filepath.Join(s.dir, "payments"))
	provider.Env = env
	child, err := host.Start(provider)
	if err != nil {
		return nil, err
	}
	s.stops = append(s.stops, func() { child.Stop(time.Second) })
	if err := until(ctx, child, "the payment provider", listens(ctx, payments)); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, s.shop, "serve", "--demo")
	cmd.Env = env
	if err := s.start(ctx, m.server, cmd, "orders", "/readyz"); err != nil {
		return nil, err
	}
	if err := s.importCSV(ctx, env, func(out io.Writer) error { return writeScarce(out, scarce) }); err != nil {
		return nil, err
	}
	got, err := ask(ctx, http.MethodPost, m.base+"/api/auth/login", nil, map[string]string{"email": owner, "password": password})
	if err != nil {
		return nil, err
	}
	if m.staff, err = tokenIn(got.Body); err != nil {
		return nil, err
	}
	return m, m.learn(ctx)
}

// learn finds out how things are delivered.
func (m *market) learn(ctx context.Context) error {
	b := &buyer{market: m, client: &http.Client{}}
	if _, err := b.fill(ctx, scarceSKUs()[0]); err != nil {
		return err
	}
	var quote struct {
		ShippingMethods []struct{ ID string }
	}
	if err := b.call(ctx, "/api/checkout/quote", "", object{"email": "first@bench.example", "shippingAddress": destination}, &quote); err != nil {
		return err
	}
	if len(quote.ShippingMethods) == 0 {
		return errors.New("the shop delivers nothing")
	}
	m.method = quote.ShippingMethods[0].ID
	return nil
}

// run lets the buyers buy for as long as d, and then checks what was sold.
func (m *market) run(ctx context.Context, skus []string, d time.Duration) (rate, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: buyers, DisableCompression: true}}
	defer client.CloseIdleConnections()
	r, err := crowd(ctx, d, func(ctx context.Context, n int) error {
		b := buyer{market: m, client: client}
		return b.buy(ctx, skus[n%len(skus)], n)
	})
	if err != nil {
		return r, err
	}
	return r, m.check(ctx, skus)
}

// check reads the books: of each SKU as many units are sold as buyers were told
// that they paid for, and none is held any more.
func (m *market) check(ctx context.Context, skus []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, sku := range skus {
		if m.sold[sku] == 0 {
			continue
		}
		got, err := ask(ctx, http.MethodGet, m.base+"/api/admin/stock/"+sku, []string{"Authorization: Bearer " + m.staff}, nil)
		if err != nil {
			return err
		}
		var account struct{ Available, Held, Sold, Received, WrittenOff int }
		if err := json.Unmarshal(got.Body, &account); err != nil {
			return err
		}
		if account.Sold != m.sold[sku] || account.Held != 0 || account.Available+account.Sold != account.Received-account.WrittenOff {
			return fmt.Errorf("%d orders of %s were paid, and its books say %+v", m.sold[sku], sku, account)
		}
	}
	return nil
}

// crowd has as many goroutines as there are buyers do something over and over
// for as long as d, and tells how often and how slowly. What is under way at the
// end still counts.
func crowd(ctx context.Context, d time.Duration, do func(ctx context.Context, n int) error) (rate, error) {
	var (
		mu    sync.Mutex
		took  []time.Duration
		first error
		all   sync.WaitGroup
	)
	began := time.Now()
	for i := range buyers {
		all.Go(func() {
			for n := i; time.Since(began) < d; n += buyers {
				at := time.Now()
				err := do(ctx, n)
				mu.Lock()
				took = append(took, time.Since(at))
				first = errors.Join(first, err)
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	all.Wait()
	if first != nil {
		return rate{}, first
	}
	slices.Sort(took)
	return rate{perSecond: float64(len(took)) / time.Since(began).Seconds(), p99: took[len(took)*99/100]}, nil
}

type object = map[string]any

var destination = object{
	"name": "Ada Lovelace", "line1": "Unter den Linden 1", "city": "Berlin", "postalCode": "10117", "country": "DE",
}

// buyer is a guest who buys one thing.
type buyer struct {
	*market
	client *http.Client
	cart   string
}

// buy fills a cart and checks out, until the order is paid.
func (b *buyer) buy(ctx context.Context, sku string, n int) error {
	total, err := b.fill(ctx, sku)
	if err != nil {
		return err
	}
	body := object{
		"email": fmt.Sprintf("buyer-%d@bench.example", n), "shippingAddress": destination, "shippingMethod": b.method,
		"paymentMethod": "test", "expectedTotal": total,
	}
	for try := 0; ; {
		var order struct{ Status string }
		err := b.call(ctx, "/api/checkout", fmt.Sprintf("bench-%s-%d", b.cart, try), body, &order)
		var refused problem
		switch {
		case errors.As(err, &refused) && (refused.Code == "hold-expired" || refused.Code == "stock-busy"):
			try++ // too slow: begin anew
		case err != nil:
			return err
		case order.Status == "paid":
			b.mu.Lock()
			defer b.mu.Unlock()
			b.sold[sku]++
			return nil
		}
	}
}

// problem is an error that the shop answers with.
type problem struct {
	Status       int
	Code, Detail string
}

func (p problem) Error() string { return fmt.Sprintf("the shop answers %d: %s", p.Status, p.Detail) }

// fill puts a unit into a new cart and returns what it costs with delivery.
func (b *buyer) fill(ctx context.Context, sku string) (total object, err error) {
	var cart struct{ Total object }
	err = b.call(ctx, "/api/cart/lines", "", object{"sku": sku, "quantity": 1}, &cart)
	return cart.Total, err
}

func (b *buyer) call(ctx context.Context, path, key string, body, into any) error {
	payload, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+path, strings.NewReader(string(payload)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if b.cart != "" {
		req.Header.Set("Cart-Token", b.cart)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := b.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if token := res.Header.Get("Cart-Token"); token != "" {
		b.cart = token
	}
	if res.StatusCode >= http.StatusBadRequest {
		refused := problem{Status: res.StatusCode}
		_ = json.NewDecoder(res.Body).Decode(&refused) // what isn't JSON has no code
		return refused
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// scarceSKUs are the SKUs that orders are spread over.
func scarceSKUs() []string {
	skus := make([]string, scarce)
	for i := range skus {
		skus[i] = "SCARCE-" + strconv.Itoa(i+1)
	}
	return skus
}
