package stripe_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
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
	st.provider = at(st.bank.URL, stripetest.Key)
	st.Shop = base.Process(brief, st.byStripe)
	shop.Store(st.Shop)
	return st
}

// with returns another process of the shop, whose payments are the provider's.
func (st *stage) with(provider payment.Provider) *orderstest.Shop {
	return st.Process(brief, func(p orderstest.Ports) orderstest.Ports {
		p.Provider = provider
		return p
	})
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

func (st *stage) available(want int) {
	st.t.Helper()
	var stock struct{ Available int }
	if err := st.DB.Collection("stock").FindOne(st.t.Context(), bson.M{"_id": "tray"}).Decode(&stock); err != nil || stock.Available != want {
		st.t.Errorf("%d are available, want %d, %v", stock.Available, want, err)
	}
}

// heard waits until no webhook is left to apply.
func (st *stage) heard() {
	st.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if err := st.Sweeper.Sweep(st.t.Context()); err != nil {
			st.t.Fatal(err)
		}
		waiting, err := st.DB.Collection("webhook_events").CountDocuments(st.t.Context(), bson.M{"waiting": true})
		if err != nil {
			st.t.Fatal(err)
		}
		if waiting == 0 {
			return
		}
		if time.Now().After(deadline) {
			st.t.Fatalf("%d webhooks wait to be applied", waiting)
		}
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

// Money that a bank sends back, after the refund was confirmed, is the shop's
// again: the order says so, and it can be given back anew, for one credit note.
func TestOrder_whose_refund_comes_back(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	o := st.place()
	st.bank.Pay(t, o.Next.URL)
	o = st.await(o, order.Paid)
	staff := orderstest.Staff(t.Context())
	refund := lifecycle.Refund{Amount: orderstest.EUR(400), Key: "the-first-try"}
	credited := func(want int) {
		t.Helper()
		list, err := st.Invoices.Of(t.Context(), o)
		if err == nil && len(list) == 0 {
			t.Fatal("there is no invoice")
		}
		if err != nil || len(list) != 1+want {
			t.Errorf("%d documents, %v; want %d credit notes", len(list), err, want)
		}
	}
	give := func() {
		t.Helper()
		var err error
		if o, err = st.Desk.Refund(staff, o.Number, refund); err != nil || o.Refunded() != orderstest.EUR(400) {
			t.Fatalf("%+v, %v", o.Refunds, err)
		}
		st.kept(o, 600)
		credited(1)
	}
	give()
	st.bank.SendBack(t, string(o.ID))
	st.kept(o, 1000)
	for deadline := time.Now().Add(20 * time.Second); o.Refunds[0].State != order.RefundFailed; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("nobody heard of it: %+v", o.Refunds)
		}
		o = st.await(o, order.Paid)
	}
	if o.Payment != order.PaymentPaid || o.Refunds[0].Failure == "" || o.Refundable() != orderstest.EUR(1000) {
		t.Errorf("it came back: %+v, %+v", o.States, o.Refunds)
	}
	if o, err := st.Desk.Refund(staff, o.Number, refund); err != nil || len(o.Refunds) != 1 {
		t.Errorf("the same request again: %+v, %v", o.Refunds, err)
	}
	refund.Key = "the-second-try"
	give()
	st.heard()
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

// An order that Stripe refuses ends at once and keeps nothing from anybody.
func TestOrder_that_Stripe_refuses(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	buyer := st.Buyer(t, "tray", 1)
	refused := orderstest.Request(orderstest.EUR(1000))
	refused.Email = "ann@localhost"
	result, err := st.Checkout.Place(buyer, "key-of-the-refused", refused)
	o := result.Order
	if err != nil || o.Status != order.Declined || o.Unfinished() || o.Failure == nil || o.Failure.Code != "payment-declined" {
		t.Fatalf("the order is %+v with %+v, %v; want it declined and done with", o.States, o.Failure, err)
	}
	st.available(onStage)
	again := st.Place(t, buyer, orderstest.EUR(1000)).Order
	st.bank.Pay(t, again.Next.URL)
	st.kept(st.await(again, order.Paid), 1000)
}

// sleeper holds a call back until it is woken.
type sleeper struct {
	payment.Provider
	asleep, wake chan struct{}
}

func (s sleeper) Authorise(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	close(s.asleep)
	<-s.wake
	return s.Provider.Authorise(context.WithoutCancel(ctx), a)
}

// A process that comes to ask for the money when the order has ended by a refusal
// gets a page, which it shows to nobody; and what Stripe tells of it is heard.
func TestOrder_that_is_refused_while_a_process_sleeps(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	late := sleeper{st.provider, make(chan struct{}), make(chan struct{})}
	slow := st.with(late)
	placed := make(chan checkout.Result)
	go func() {
		result, _ := slow.Checkout.Place(st.Buyer(t, "tray", 1), "key-of-the-late", orderstest.Request(orderstest.EUR(1000)))
		placed <- result
	}()
	<-late.asleep
	revoked := st.with(at(st.bank.URL, "sk_test_revoked"))
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if err := revoked.Sweeper.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := st.Stores.Orders.Count(t.Context(), order.Filter{Statuses: []order.Status{order.Declined}}); err != nil {
			t.Fatal(err)
		} else if n == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the order has no end")
		}
	}
	close(late.wake)
	o := (<-placed).Order
	if o.Status != order.Declined || o.Next != nil {
		t.Errorf("the order is %s and waits for %+v", o.Status, o.Next)
	}
	st.kept(o, 0)
	st.available(onStage)
	st.heard()
}

// A refusal is no answer about a page that a shopper was given meanwhile.
func TestOrder_that_waits_is_not_ended_by_a_refusal(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	o := st.place()
	now, err := st.with(at(st.bank.URL, "sk_test_revoked")).Driver.Drive(t.Context(), o)
	if !errors.Is(err, lifecycle.ErrAwaitsShopper) || !now.Waiting() {
		t.Errorf("the order is %s, %v; want it to wait", now.Status, err)
	}
	if !st.bank.Pay(t, o.Next.URL) {
		t.Fatal("there is nothing to pay")
	}
	st.kept(st.await(o, order.Paid), 1000)
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
	st.available(onStage - sold)
	st.heard()
}
