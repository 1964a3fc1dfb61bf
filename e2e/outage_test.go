package e2e_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

// TestBare is the shop on a machine that has Go and Node.js and nothing else:
// its Redis is the one within the program.
func TestBare_machine_has_everything(t *testing.T) {
	t.Parallel()
	s := newShop(t, "PATH="+onlyPrograms(t, "node", "npm"), "SHOP_RATE_API=60/1m").start(t)
	var ready struct{ Status string }
	app := newClient(t, s)
	app.want(http.StatusOK, http.MethodGet, "/readyz", nil).into(t, &ready)
	if ready.Status != "ready" {
		t.Errorf("/readyz says %q", ready.Status)
	}
	merchant := staff(t, s)
	news := follow(t, merchant, "/api/admin/events")
	merchant.want(http.StatusOK, http.MethodGet, "/api/admin/system/cache", nil)
	if status := merchant.page("/admin/system/cache"); status != http.StatusOK {
		t.Errorf("the page of what is in Redis: %d", status)
	}

	p := app.anySKU()
	app.add(p, 1)
	if o := app.buy("bare@example.com", "bare-key-1"); o.Status != "paid" {
		t.Errorf("the order is %+v", o)
	}
	eventually(t, "the merchant hears of the order", func() bool { return news.count("order.new") == 1 })

	var refused response
	for range 100 {
		if refused = app.do(http.MethodGet, "/api/cart", nil); refused.status != http.StatusOK {
			break
		}
	}
	if refused.status != http.StatusTooManyRequests {
		t.Fatalf("no request of 100 was one too many for 60 a minute: %d", refused.status)
	}
	for _, name := range []string{"Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit", "RateLimit-Policy"} {
		if refused.header.Get(name) == "" {
			t.Errorf("the refusal has no %s", name)
		}
	}
}

// page returns the status of a page, which the OpenAPI document knows nothing of.
func (c *client) page(path string) int {
	c.t.Helper()
	req, err := c.request(http.MethodGet, path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// anySKU returns the SKU of a product that is in stock, by one request.
func (c *client) anySKU() string {
	c.t.Helper()
	var list struct{ Products []struct{ Slug string } }
	c.want(http.StatusOK, http.MethodGet, "/api/products?inStock=true&limit=1", nil).into(c.t, &list)
	for _, v := range c.find(list.Products[0].Slug).Variants {
		if v.InStock {
			return v.SKU
		}
	}
	c.t.Fatal("nothing is in stock")
	return ""
}

func TestMongoDB_lost_later(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*mongotest.Proxy){
		"is killed": (*mongotest.Proxy).Cut,
		"hangs":     (*mongotest.Proxy).Stall,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			proxy, records := mongotest.NewProxy(t), mongotest.New(t)
			s := newShop(t, "MONGO_URL="+withDatabase(proxy.URL(), records.Name()), "REDIS_URL="+redistest.Server(t).URL()).start(t)
			eventually(t, "nothing of how the demo was made is to be told any more, and drops pages", func() bool {
				told := true
				for _, name := range []string{"products", "stock", "categories"} {
					n, err := records.Collection(name).CountDocuments(t.Context(), bson.D{{Key: "outbox.0", Value: bson.D{{Key: "$exists", Value: true}}}})
					told = told && err == nil && n == 0
				}
				return told
			})
			app := newClient(t, s)
			app.add(app.anySKU(), 1)
			order := app.checkout("lost@example.com")
			if status := app.page("/"); status != http.StatusOK {
				t.Fatalf("home: %d", status)
			}
			app.want(http.StatusOK, http.MethodGet, "/api/products", nil)
			pid := s.cmd.Process.Pid

			lose(proxy)
			eventually(t, "/readyz says that the shop can't sell", func() bool {
				status, _ := s.status("/readyz")
				return status == http.StatusServiceUnavailable
			})
			for _, path := range []string{"/", "/api/products", "/healthz"} {
				if status, err := s.status(path); status != http.StatusOK {
					t.Errorf("%s without MongoDB: %d, %v", path, status, err)
				}
			}
			asked := time.Now()
			app.want(http.StatusServiceUnavailable, http.MethodPost, "/api/checkout", order, header("Idempotency-Key: lost-key-1"))
			t.Logf("a checkout is refused after %v", time.Since(asked))
			if took := time.Since(asked); took > 15*time.Second {
				t.Errorf("a checkout is refused only after %v", took)
			}

			proxy.Restore(t)
			eventually(t, "/readyz says ready", func() bool {
				status, _ := s.status("/readyz")
				return status == http.StatusOK
			})
			// The same request again is the order, once.
			eventually(t, "the order is paid", func() bool {
				r := app.do(http.MethodPost, "/api/checkout", order, header("Idempotency-Key: lost-key-1"))
				return strings.Contains(string(r.body), `"status":"paid"`)
			})
			select {
			case <-s.exited:
				t.Errorf("the program ended: %v", s.err)
			default:
				if s.cmd.Process.Pid != pid {
					t.Error("it is another process")
				}
			}
		})
	}
}

// stopping are clients that use a shop until it accepts no more requests.
type stopping struct {
	t    *testing.T
	shop *shop
	http *http.Client
	// asked counts the answers that came after the shop was told to stop.
	told  atomic.Bool
	asked atomic.Int64
	// sold counts the orders that were confirmed.
	sold atomic.Int64
	// answered has the ids of the requests whose answers came in full.
	answered sync.Map
}

// ask sends one request and reports whether it was answered, which must be in
// full, and not by an error of the shop's. A connection that nobody has taken
// yet when the shop stops listening is reset.
func (c *stopping) ask(method, path, token string, body any, into any) bool {
	app := &client{shop: c.shop, cart: token}
	// With the key the transport sends a request anew when the shop closed the
	// idle connection at the very moment: nothing of it was accepted then.
	req, err := app.request(method, path, body, header(fmt.Sprintf("Idempotency-Key: stop-key-%p-%d", app, time.Now().UnixNano())))
	if err != nil {
		c.t.Error(err)
		return false
	}
	res, err := c.http.Do(req)
	if err != nil {
		closed := errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF)
		if !closed || !c.told.Load() {
			c.t.Errorf("%s %s: %v", method, path, err)
		}
		return false
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= http.StatusInternalServerError {
		c.t.Errorf("%s %s: %d, %v: %s", method, path, res.StatusCode, err, text)
	}
	c.answered.Store(res.Header.Get("X-Request-Id"), true)
	if c.told.Load() {
		c.asked.Add(1)
	}
	if into != nil && json.Unmarshal(text, into) != nil {
		c.t.Errorf("%s %s answers %s", method, path, text)
	}
	return true
}

// read reads until nobody answers.
func (c *stopping) read() {
	for answered := true; answered; {
		answered = c.ask(http.MethodGet, "/api/products?limit=3", "", nil, nil) && c.ask(http.MethodGet, "/search?q=mug", "", nil, nil)
	}
}

// buy buys until nobody answers.
func (c *stopping) buy(sku, token, email string) {
	for {
		var q quote
		var o order
		if !c.ask(http.MethodPost, "/api/cart/lines", token, object{"sku": sku, "quantity": 1}, nil) ||
			!c.ask(http.MethodPost, "/api/checkout/quote", token, object{"email": email, "shippingAddress": berlin}, &q) ||
			!c.ask(http.MethodPost, "/api/checkout", token, object{
				"email": email, "shippingAddress": berlin, "shippingMethod": "standard", "paymentMethod": "test",
				"expectedTotal": object{"amount": q.Total.Amount, "currency": q.Total.Currency}, "cartVersion": q.CartVersion,
			}, &o) {
			return
		}
		if o.Status == "paid" {
			c.sold.Add(1)
		}
	}
}

func TestStop_answers_all_that_it_accepted(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	sku := staff(t, s).scarce("Plenty", 100_000).Variants[0].SKU
	c := &stopping{t: t, shop: s, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}, Timeout: time.Minute}}
	var all sync.WaitGroup
	for i := range 10 {
		buyer := newClient(t, s)
		buyer.add(sku, 1) // makes the cart
		all.Go(func() { c.buy(sku, buyer.cart, fmt.Sprintf("stop-%d@example.com", i)) })
		all.Go(c.read)
	}
	eventually(t, "orders come in", func() bool { return c.sold.Load() >= 10 })
	c.told.Store(true)
	told := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := s.waitExit(t, 40*time.Second); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	all.Wait()
	if c.asked.Load() == 0 {
		t.Error("nothing was asked while the shop stopped")
	}
	// What the shop took up, it has a line of.
	for line := range strings.Lines(s.output.String()) {
		var r struct {
			Time           time.Time
			Msg, RequestID string
			Path           string
		}
		if json.Unmarshal([]byte(line), &r) != nil || r.Msg != "request" || r.Time.Before(told) || r.Path == "/readyz" {
			continue
		}
		if _, came := c.answered.Load(r.RequestID); !came {
			t.Errorf("a request was taken up, and its answer never came: %s", line)
		}
	}
	t.Logf("%d answers came after the order to stop; %d orders were paid", c.asked.Load(), c.sold.Load())
}
