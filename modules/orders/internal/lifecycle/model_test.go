package lifecycle_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
)

// TestMain has the model tried with 25 sequences, unless the command line says how
// many: an order is some twenty writes that are waited for, and a hundred, as is
// rapid's default, would take minutes.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// slip is an order as a clerk would keep it on paper: where it stands, what the
// bank has, and whether its unit is out of the shelf.
type slip struct {
	status     order.Status
	fulfilment order.FulfilmentState
	// bank is what the payer has decided there: "", "approve" or "decline".
	bank  string
	sent  sent
	email string
}

// holds reports whether the order's unit is taken from the shelf.
func (s *slip) holds() bool {
	return s.status == order.Paying || s.status == order.Paid
}

// hear is what becomes of an order whose provider is asked.
func (s *slip) hear() {
	switch {
	case s.status != order.Paying:
	case s.bank == "approve":
		s.status = order.Paid
	case s.bank == "decline":
		s.status = order.Declined
	}
}

// sweep is what a sweeper makes of it, which comes after the shopper's time where
// late says so.
func (s *slip) sweep(late bool) {
	if s.hear(); s.status == order.Paying && (s.sent.order.Next == nil || late) {
		s.status = order.Declined
	}
}

// move is what staff do, and whether that is possible.
func (s *slip) move(to string) bool {
	unsent := s.fulfilment == order.Unfulfilled || s.fulfilment == order.Packed
	switch {
	case to == "cancelled" && s.status == order.Paying && s.sent.order.Next != nil:
		if s.hear(); s.status == order.Paid {
			return false // it has just been paid
		}
		s.status = order.Declined
	case s.status != order.Paid:
		return false
	case to == "packed" && s.fulfilment == order.Unfulfilled:
		s.fulfilment = order.Packed
	case to == "shipped" && unsent:
		s.fulfilment = order.Shipped
	case to == "delivered" && s.fulfilment == order.Shipped:
		s.fulfilment = order.Delivered
	case to == "cancelled" && unsent:
		s.status, s.fulfilment = order.Cancelled, order.FulfilmentCancelled
	default:
		return false
	}
	return true
}

// clerk keeps slips beside a shop.
type clerk struct {
	shop     *orderstest.Shop
	provider *orderstest.Outside
	ctx      context.Context
	t        *testing.T
	sku      catalog.SKU
	shelf    int
	slips    []*slip
	notices  []orderstest.Notice
}

const (
	shelfSize = 3
	atTheBank = "+redirect"
)

// become is what an order's payer makes of it at once.
var become = map[string]order.Status{
	"": order.Paid, "+authorise": order.Paid, "+decline": order.Declined, "+error": order.Paying, atTheBank: order.Paying,
}

func (c *clerk) place(r *rapid.T) {
	kind := rapid.SampledFrom([]string{"", "+authorise", "+decline", "+error", atTheBank}).Draw(r, "payer")
	request := orderstest.Request(eur(1000))
	request.Email = "ada" + kind + "@example.com"
	_, token, err := c.shop.Carts.Add(c.ctx, c.sku, 1)
	ctx := orderstest.Guest(c.ctx, token)
	var result checkout.Result
	if err == nil {
		result, err = c.shop.Checkout.Place(ctx, "key-of-the-model", request)
	}
	if possible := c.shelf > 0; possible != (err == nil) {
		r.Fatalf("%d are on the shelf, and an order is answered with %v", c.shelf, err)
	}
	if err != nil {
		return
	}
	s := &slip{status: become[kind], fulfilment: order.Unfulfilled, sent: sent{ctx, result.Order, result.Token}, email: request.Email}
	c.slips = append(c.slips, s)
}

// some draws a slip; there may be none yet.
func (c *clerk) some(r *rapid.T) *slip {
	if len(c.slips) == 0 {
		r.Skip("there is no order yet")
	}
	return c.slips[rapid.IntRange(0, len(c.slips)-1).Draw(r, "order")]
}

func (c *clerk) repeat(r *rapid.T) {
	s := c.some(r)
	request := orderstest.Request(eur(1000))
	request.Email = s.email
	if s.sent.order.Next == nil && s.status == order.Paying {
		r.Skip("it waits for the lease of the first request")
	}
	result, err := c.shop.Checkout.Place(s.sent.ctx, "key-of-the-model", request)
	if err != nil || result.Order.Number != s.sent.order.Number {
		r.Fatalf("the same request again: %s, %v; want %s", result.Order.Number, err, s.sent.order.Number)
	}
	s.hear()
}

func (c *clerk) decide(r *rapid.T) {
	s := c.some(r)
	if s.sent.order.Next == nil {
		r.Skip("its payer isn't asked")
	}
	decision := rapid.SampledFrom([]string{"approve", "decline"}).Draw(r, "decision")
	c.provider.Decide(c.t, s.sent.order.Next.URL, decision)
	if s.bank == "" && s.status == order.Paying {
		s.bank = decision
	}
}

func (c *clerk) comeBack(r *rapid.T) {
	s := c.some(r)
	if _, err := c.shop.Desk.Refresh(c.ctx, s.sent.order.Number, s.sent.token); err != nil {
		r.Fatalf("come back: %v", err)
	}
	if s.sent.order.Next != nil { // the others aren't known to the provider
		s.hear()
	}
}

// notice delivers a webhook that was sent, once more or for the first time.
func (c *clerk) notice(r *rapid.T) {
	c.notices = append(c.notices, c.provider.All()...)
	if len(c.notices) == 0 {
		r.Skip("nothing was sent yet")
	}
	n := c.notices[rapid.IntRange(0, len(c.notices)-1).Draw(r, "notice")]
	if err := c.shop.Inbox.Receive(c.ctx, "test", n.Header, n.Body); err != nil {
		r.Fatalf("a notice: %v", err)
	}
	c.learn(r)
}

// learn has the slips follow what the shop may have heard, which depends on the
// notice: nothing but what the bank has.
func (c *clerk) learn(r *rapid.T) {
	for _, s := range c.slips {
		if o := c.find(r, s); o.Status != s.status {
			s.hear()
		}
	}
}

func (c *clerk) sweep(r *rapid.T) {
	late := rapid.Bool().Draw(r, "late")
	orders := c.shop.DB.Collection("orders")
	if _, err := orders.UpdateMany(c.ctx, bson.M{"open": true}, bson.M{"$set": bson.M{"leasedUntil": time.Unix(0, 0)}}); err != nil {
		r.Fatal(err)
	}
	if late {
		comeTooLate(r, c.shop)
	}
	if err := c.shop.Sweeper.Sweep(c.ctx); err != nil {
		r.Fatalf("sweep: %v", err)
	}
	for _, s := range c.slips {
		s.sweep(late)
	}
}

func (c *clerk) move(r *rapid.T) {
	s, to := c.some(r), rapid.SampledFrom(lifecycle.Targets).Draw(r, "to")
	_, err := c.shop.Desk.Transition(orderstest.Staff(c.ctx), s.sent.order.Number, lifecycle.Move{To: to})
	if possible := s.move(to); possible != (err == nil) || err != nil && !errors.Is(err, order.ErrTransition) {
		r.Fatalf("%s is %s and to be %s: %v, want it to be possible: %v", s.email, s.status, to, err, possible)
	}
}

func (c *clerk) find(r *rapid.T, s *slip) order.Order {
	o, err := c.shop.Stores.Orders.Find(c.ctx, s.sent.order.ID)
	if err != nil {
		r.Fatal(err)
	}
	return o
}

// compare holds shop and bank against the slips.
func (c *clerk) compare(r *rapid.T) {
	c.shelf = shelfSize
	for _, s := range c.slips {
		o := c.find(r, s)
		if o.Status != s.status || o.Fulfilment != s.fulfilment {
			r.Fatalf("the order of %s is %s and %s, on paper %s and %s", s.email, o.Status, o.Fulfilment, s.status, s.fulfilment)
		}
		if s.holds() {
			c.shelf--
		}
		kept := int64(0)
		if s.status == order.Paid || s.status == order.Paying && s.bank == "approve" {
			kept = 1000
		}
		if have := c.kept(r, o); have != kept {
			r.Fatalf("the bank has %d for the %s order of %s, on paper %d", have, s.status, s.email, kept)
		}
	}
	if left := c.left(r); left != c.shelf {
		r.Fatalf("%d are left on the shelf, on paper %d", left, c.shelf)
	}
}

func (c *clerk) kept(r *rapid.T, o order.Order) int64 {
	entries, err := c.provider.Entries(c.ctx)
	if err != nil {
		r.Fatal(err)
	}
	sum := int64(0)
	for _, e := range entries {
		if e.Key != string(o.ID) {
			continue
		}
		sum += e.Captured.Amount
		for _, back := range e.Refunds {
			sum -= back.Amount.Amount
		}
	}
	return sum
}

func (c *clerk) left(r *rapid.T) int {
	var stock struct{ Available int }
	if err := c.shop.DB.Collection("stock").FindOne(c.ctx, bson.M{"_id": c.sku}).Decode(&stock); err != nil {
		r.Fatal(err)
	}
	return stock.Available
}

// comeTooLate ends the time of all whose payer is still at the bank.
func comeTooLate(t interface{ Fatal(...any) }, s *orderstest.Shop) {
	orders := s.DB.Collection("orders")
	if _, err := orders.UpdateMany(context.Background(), bson.M{"next": bson.M{"$exists": true}}, bson.M{"$set": bson.M{"next.by": time.Unix(0, 0)}}); err != nil {
		t.Fatal(err)
	}
}

// Whatever shoppers, staff, sweepers and the bank do to orders, in whatever order
// and however often, shop, bank and shelf are as on paper.
func TestOrders_are_what_their_model_says(t *testing.T) {
	t.Parallel()
	s, provider := outside(t)
	var n atomic.Int64
	rapid.Check(t, func(r *rapid.T) {
		sku := catalog.SKU(fmt.Sprintf("model-%d-%d", n.Add(1), rand.Int64()))
		s.Catalog.Add(t, catalogtest.Variant{SKU: sku, Stock: shelfSize})
		c := &clerk{shop: s, provider: provider, ctx: t.Context(), t: t, sku: sku, shelf: shelfSize}
		r.Repeat(map[string]func(*rapid.T){
			"place": c.place, "repeat": c.repeat, "decide": c.decide, "come back": c.comeBack,
			"notice": c.notice, "sweep": c.sweep, "move": c.move, "": c.compare,
		})
	})
	comeTooLate(t, s) // else those of the last minute are waited for
	s.Settle(t)
	s.Audit(t)
}
