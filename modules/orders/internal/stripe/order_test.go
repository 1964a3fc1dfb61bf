package stripe_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/stripe"
	"shop/modules/orders/internal/stripetest"
)

// stage is a shop whose payments are Stripe's.
type stage struct {
	*orderstest.Shop
	t        *testing.T
	provider *stripe.Provider
	bank     *stripetest.Process
}

const onStage = 200 // units

// brief leaves processes and shoppers little time, and enough on a busy machine.
var brief = lifecycle.Timing{
	Hold: time.Second, Lease: 1100 * time.Millisecond, Provider: 3 * time.Second, Shopper: 4 * time.Second, Sweep: 50 * time.Millisecond,
}

func newStage(t *testing.T) *stage {
	t.Helper()
	base := orderstest.New(t)
	base.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: onStage})
	st := &stage{t: t}
	var shop atomic.Pointer[orderstest.Shop]
	ear := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if s := shop.Load(); s == nil || s.Inbox.Receive(r.Context(), "test", r.Header, body) != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(ear.Close)
	st.bank = stripetest.Start(t, ear.URL)
	st.provider = stripe.NewProvider(stripe.Config{Key: stripetest.Key, WebhookSecret: stripetest.WebhookSecret, URL: st.bank.URL})
	st.Shop = base.Process(brief, st.byStripe)
	shop.Store(st.Shop)
	return st
}

func (st *stage) byStripe(p orderstest.Ports) orderstest.Ports {
	p.Provider = st.provider
	return p
}

// place orders a tray and returns the order as it waits for its shopper.
func (st *stage) place() order.Order {
	st.t.Helper()
	o := st.Place(st.t, st.Buyer(st.t, "tray", 1), orderstest.EUR(1000)).Order
	if !o.Waiting() || o.PaymentID == "" {
		st.t.Fatalf("the order is %s and waits for %+v", o.Status, o.Next)
	}
	return o
}

// await waits until the order has the status and nothing is left to do.
func (st *stage) await(o order.Order, status order.Status) order.Order {
	st.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		now, err := st.Stores.Orders.Find(st.t.Context(), o.ID)
		if err != nil {
			st.t.Fatal(err)
		}
		if now.Status == status && !now.Unfinished() {
			return now
		}
		if time.Now().After(deadline) {
			st.t.Fatalf("the order is %+v, want it %s", now.States, status)
		}
		if err := st.Sweeper.Sweep(st.t.Context()); err != nil {
			st.t.Fatal(err)
		}
	}
}

// settled sweeps until every order has come to its end, and returns them.
func (st *stage) settled() []order.Order {
	st.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if err := st.Sweeper.Sweep(st.t.Context()); err != nil {
			st.t.Fatal(err)
		}
		found, err := st.DB.Collection("orders").Find(st.t.Context(), bson.M{})
		if err != nil {
			st.t.Fatal(err)
		}
		var all []order.Order
		if err := found.All(st.t.Context(), &all); err != nil {
			st.t.Fatal(err)
		}
		if !slices.ContainsFunc(all, func(o order.Order) bool { return o.Open || o.Unfinished() }) {
			return all
		}
		if time.Now().After(deadline) {
			st.t.Fatal("orders are left unfinished")
		}
	}
}

func (st *stage) kept(o order.Order, want int64) {
	st.t.Helper()
	if kept := st.bank.Kept(st.t, string(o.ID)); kept != want {
		st.t.Errorf("Stripe has %d for the order, want %d", kept, want)
	}
}

func TestOrder_is_paid_by_a_webhook_and_refunded(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	o := st.place()
	if !st.bank.Pay(t, o.Next.URL) {
		t.Fatal("there is nothing to pay")
	}
	o = st.await(o, order.Paid)
	st.kept(o, 1000)
	if _, err := st.Desk.Transition(orderstest.Staff(t.Context()), o.Number, lifecycle.Move{To: "cancelled"}); err != nil {
		t.Fatal(err)
	}
	st.kept(st.await(o, order.Cancelled), 0)
}

// What a bank doesn't take is shown and left, until staff try again.
func TestOrder_whose_refund_the_bank_refuses(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	o := st.place()
	st.bank.Pay(t, o.Next.URL)
	o = st.await(o, order.Paid)
	st.bank.Behave(t, map[string]stripetest.Rule{"POST /v1/refunds": {Way: "refused", Every: 1}})
	staff := orderstest.Staff(t.Context())
	refund := lifecycle.Refund{Amount: orderstest.EUR(400), Key: "the-first-try"}
	o, err := st.Desk.Refund(staff, o.Number, refund)
	if err != nil || len(o.Refunds) != 1 || o.Refunds[0].State != order.RefundFailed || o.Refunds[0].Failure == "" || o.Unfinished() {
		t.Fatalf("%+v, %v", o.Refunds, err)
	}
	st.kept(o, 1000)
	st.bank.Behave(t, nil)
	refund.Key = "the-second-try"
	if o, err = st.Desk.Refund(staff, o.Number, refund); err != nil || o.Refunded() != orderstest.EUR(400) {
		t.Errorf("%+v, %v", o.Refunds, err)
	}
	st.kept(o, 600)
}

func TestOrder_is_given_up_when_nobody_pays(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	waiting := st.place()
	o := st.await(waiting, order.Declined)
	if st.bank.Pay(t, waiting.Next.URL) {
		t.Error("who comes late can pay")
	}
	st.kept(o, 0)
}

// Whatever process dies at whatever call, nobody has paid for an order that came
// to nothing, and no unit stays away.
func TestOrder_at_each_death(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	deaths := 0
	for _, after := range []bool{false, true} {
		for call := 1; ; call++ {
			m := orderstest.DiesAt(call, after)
			p := st.Process(brief, func(p orderstest.Ports) orderstest.Ports { return m.Wrap(st.byStripe(p)) })
			result, err := p.Checkout.Place(st.Buyer(t, "tray", 1), "key-of-the-dying", orderstest.Request(orderstest.EUR(1000)))
			if err == nil && result.Order.Waiting() && (!m.Dead() || call%2 == 0) {
				st.bank.Pay(t, result.Order.Next.URL)
			}
			if !m.Dead() {
				break
			}
			deaths++
		}
	}
	if deaths < 14 {
		t.Errorf("it died %d times only; the test misses steps", deaths)
	}
	sold := 0
	for _, o := range st.settled() {
		if o.Status == order.Paid {
			sold++
			st.kept(o, 1000)
		} else {
			st.kept(o, 0)
		}
	}
	if sold == 0 {
		t.Error("nobody got through")
	}
	var stock struct{ Available int }
	if err := st.DB.Collection("stock").FindOne(t.Context(), bson.M{"_id": "tray"}).Decode(&stock); err != nil || stock.Available != onStage-sold {
		t.Errorf("%d are available after %d were sold, %v", stock.Available, sold, err)
	}
}
