package prove

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// order is what a shop says of one.
type order struct {
	Number string `json:"number"`
	Status string `json:"status"`
}

// outcome is how it went for a buyer.
type outcome struct {
	// paid is the number of the order that the buyer was told is paid.
	paid string
	// soldOut: there was nothing left. late: the order took too long, or the
	// shop was busy, each time it was tried.
	soldOut, late bool
	// repeats is how many answers came to requests that were sent again.
	repeats int
	// violation says what the buyer was told that can't be.
	violation string
}

const (
	// tries is how often a buyer sends a request that got no clear answer.
	tries = 20
	// orders is how often a buyer begins anew whose order took too long.
	orders = 3
)

// buyer wants one unit of one SKU, and talks to another process each time, as
// behind a load balancer.
type buyer struct {
	visitor
	shops []string
	n     int
	sku   string
	// impatient buyers send each order twice at once, to two processes.
	impatient bool
	outcome   outcome
}

func (b *buyer) shop() string { return b.shops[rand.IntN(len(b.shops))] }

// buy goes the whole way from the product to the paid order.
func (b *buyer) buy(ctx context.Context) error {
	status, text, err := b.insist(ctx, http.MethodPost, "/api/cart/lines", object{"sku": b.sku, "quantity": 1}, nil, "")
	if err != nil || b.refused(status, text) {
		return err
	}
	for try := range orders {
		done, err := b.order(ctx, fmt.Sprintf("prove-%d-%d", b.n, try))
		if done || err != nil {
			return err
		}
	}
	b.outcome.late = true
	return nil
}

// order checks out once, and reports whether that settled it.
func (b *buyer) order(ctx context.Context, key string) (done bool, err error) {
	email := fmt.Sprintf("buyer-%d@example.com", b.n)
	destination := object{
		"name": "Ada Lovelace", "line1": "Unter den Linden 1", "city": "Berlin", "postalCode": "10117", "country": "DE",
	}
	var quote struct {
		ShippingMethods []struct {
			ID string `json:"id"`
		} `json:"shippingMethods"`
		Total object `json:"total"`
	}
	status, text, err := b.insist(ctx, http.MethodPost, "/api/checkout/quote", object{"email": email, "shippingAddress": destination}, &quote, "")
	if err != nil || b.refused(status, text) {
		return true, err
	}
	if status != http.StatusOK || len(quote.ShippingMethods) == 0 {
		return true, fmt.Errorf("the quote answers %d: %.300s", status, text)
	}
	body := object{
		"email": email, "shippingAddress": destination, "shippingMethod": quote.ShippingMethods[0].ID,
		"paymentMethod": "test", "expectedTotal": quote.Total,
	}
	answers, err := b.send(ctx, body, key)
	if err != nil {
		return true, err
	}
	for _, a := range answers {
		if done, err = b.hear(a); err != nil {
			return true, err
		}
	}
	return done, nil
}

// answer is what came to a checkout.
type answer struct {
	order  order
	status int
	text   []byte
	err    error
}

// send checks out, twice at once where the buyer is impatient.
func (b *buyer) send(ctx context.Context, body object, key string) ([]answer, error) {
	once := func() answer {
		v := *b // with a cart token of its own
		var a answer
		a.status, a.text, a.err = v.insist(ctx, http.MethodPost, "/api/checkout", body, &a.order, key)
		return a
	}
	if !b.impatient {
		a := once()
		return []answer{a}, a.err
	}
	second := make(chan answer, 1)
	go func() { second <- once() }()
	answers := []answer{once(), <-second}
	b.outcome.repeats++
	for _, a := range answers {
		if a.err != nil {
			return nil, a.err
		}
	}
	return answers, nil
}

// hear takes what a checkout was answered, and reports whether the buyer needs
// no other order.
func (b *buyer) hear(a answer) (done bool, err error) {
	switch {
	case a.status == http.StatusOK || a.status == http.StatusCreated:
		if a.order.Status != "paid" {
			return true, fmt.Errorf("order %s is %s", a.order.Number, a.order.Status)
		}
		if b.outcome.paid != "" && b.outcome.paid != a.order.Number {
			b.outcome.violation = fmt.Sprintf("one key is order %s, and order %s", b.outcome.paid, a.order.Number)
		}
		b.outcome.paid = a.order.Number
		return true, nil
	case b.refused(a.status, a.text):
		return true, nil
	case codeOf(a.text) == "hold-expired" || codeOf(a.text) == "stock-busy":
		return false, nil
	default:
		return true, fmt.Errorf("checkout answers %d: %.300s", a.status, a.text)
	}
}

// refused reports whether the shop says that there is nothing left.
func (b *buyer) refused(status int, text []byte) bool {
	code := codeOf(text)
	if status == http.StatusConflict && (code == "sold-out" || code == "lines-unavailable") {
		b.outcome.soldOut = true
		return true
	}
	return false
}

// insist sends a request, with the same key, until the answer is clear.
func (b *buyer) insist(ctx context.Context, method, path string, body, into any, key string) (status int, text []byte, err error) {
	for range tries {
		status, text, err = b.call(ctx, method, b.shop()+path, body, into, key)
		unclear := err != nil || status == http.StatusAccepted || codeOf(text) == "cart-ordering" ||
			status >= http.StatusInternalServerError && codeOf(text) != "stock-busy"
		if !unclear || ctx.Err() != nil {
			return status, text, err
		}
		b.outcome.repeats++
		select {
		case <-ctx.Done():
		case <-time.After(100*time.Millisecond + rand.N(200*time.Millisecond)):
		}
	}
	return status, text, err
}
