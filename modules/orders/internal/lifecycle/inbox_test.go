package lifecycle_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/testpay"
)

func outside(t *testing.T) (*orderstest.Shop, *orderstest.Outside) {
	t.Helper()
	return newShop(t).Outside(t)
}

// misbehave tells the provider how to, until the test says otherwise.
func misbehave(t *testing.T, provider *orderstest.Outside, b testpay.Behaviour) {
	t.Helper()
	if err := provider.Behave(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// silent takes the money and tells nobody.
var silent = testpay.Behaviour{
	testpay.OpAuthorise: {Mischief: testpay.SilenceAfter, Every: 1}, testpay.OpFetch: {Mischief: testpay.ErrorBefore, Every: 1},
}

// applied reports how many webhooks are stored, and how many of them applied.
func applied(t *testing.T, s *orderstest.Shop) (stored, done int) {
	t.Helper()
	found, err := s.DB.Collection("webhook_events").Find(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		AppliedAt time.Time `bson:"appliedAt"`
	}
	if err := found.All(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	for _, w := range all {
		if !w.AppliedAt.IsZero() {
			done++
		}
	}
	return len(all), done
}

// A webhook brings what the answer to the charge should have brought.
func TestInbox_pays_an_order_whose_answer_never_came(t *testing.T) {
	t.Parallel()
	s, provider := outside(t)
	misbehave(t, provider, silent)
	o := leaveBehind(t, s, s.Buyer(t, "tray", 1), "ada@example.com")
	if o.Status != order.Paying {
		t.Fatalf("the order is %s", o.Status)
	}
	n := provider.Next(t)
	misbehave(t, provider, nil)
	var all sync.WaitGroup
	for range 10 { // at once, on several instances
		all.Go(func() {
			if err := s.Inbox.Receive(t.Context(), "test", n.Header, n.Body); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if o = find(t, s, o); o.Status != order.Paid || len(o.History) != 3 {
		t.Errorf("the order is %s after %+v", o.Status, o.History)
	}
	if stored, done := applied(t, s); stored != 1 || done != 1 {
		t.Errorf("%d webhooks are stored, %d applied; want one", stored, done)
	}
	s.Settle(t)
	s.Audit(t)
}

// A webhook is answered once it is stored: what it says isn't lost although the
// provider can't be asked just then.
func TestInbox_applies_later_what_can_not_be_applied_now(t *testing.T) {
	t.Parallel()
	s, provider := outside(t)
	p := s.Process(orderstest.Hasty, nil)
	misbehave(t, provider, silent)
	o := leaveBehind(t, s, s.Buyer(t, "tray", 1), "ada@example.com")
	n := provider.Next(t)
	if err := p.Inbox.Receive(t.Context(), "test", n.Header, n.Body); err != nil {
		t.Fatalf("the webhook is refused: %v", err)
	}
	if stored, done := applied(t, s); stored != 1 || done != 0 {
		t.Fatalf("%d webhooks are stored, %d applied; want one that waits", stored, done)
	}
	misbehave(t, provider, nil)
	for deadline := time.Now().Add(20 * time.Second); find(t, s, o).Status != order.Paid; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the order is not paid")
		}
		if err := p.Inbox.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, done := applied(t, s); done != 1 {
		t.Error("the webhook still waits")
	}
	s.Settle(t)
	s.Audit(t)
}

// Notices come in any order: each makes the shop look at what is true now.
func TestInbox_does_not_mind_the_order_of_notices(t *testing.T) {
	t.Parallel()
	s, provider := outside(t)
	o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
	captured := provider.Next(t)
	if _, err := s.Desk.Transition(orderstest.Staff(t.Context()), o.Number, cancelled); err != nil {
		t.Fatal(err)
	}
	refunded := provider.Next(t)
	for _, n := range []orderstest.Notice{refunded, captured, refunded} {
		if err := s.Inbox.Receive(t.Context(), "test", n.Header, n.Body); err != nil {
			t.Fatal(err)
		}
	}
	if o = find(t, s, o); o.Status != order.Cancelled || o.Payment != order.PaymentRefunded || len(o.Refunds) != 1 {
		t.Errorf("states %+v, %d refunds", o.States, len(o.Refunds))
	}
	s.Audit(t)
}

func TestInbox_lets_go_of_what_is_not_this_shops(t *testing.T) {
	t.Parallel()
	s, provider := outside(t)
	if _, err := provider.Authorise(t.Context(), payment.Authorisation{Key: "another shop's", Amount: eur(5), Email: "ada+decline@example.com"}); err != nil {
		t.Fatal(err)
	}
	n := provider.Next(t)
	if err := s.Inbox.Receive(t.Context(), "test", n.Header, n.Body); err != nil {
		t.Fatal(err)
	}
	if _, done := applied(t, s); done != 1 {
		t.Error("it is looked at for ever")
	}
	if err := s.Inbox.Receive(t.Context(), "test", n.Header, []byte("{}")); !errors.Is(err, payment.ErrSignature) {
		t.Errorf("another body: %v", err)
	}
}

// The provider misbehaves in each way at each call that an order makes, and
// the order ends as it should all the same.
func TestMisbehaviour_of_the_provider_at_each_call(t *testing.T) {
	t.Parallel()
	ways := []testpay.Mischief{testpay.ErrorBefore, testpay.ErrorAfter, testpay.SilenceBefore, testpay.SilenceAfter, testpay.Twice}
	for op, ways := range map[testpay.Operation][]testpay.Mischief{
		testpay.OpAuthorise: append([]testpay.Mischief{testpay.Decline}, ways...),
		testpay.OpCapture:   append([]testpay.Mischief{testpay.Decline}, ways...),
		testpay.OpFetch:     ways, testpay.OpVoid: ways, testpay.OpRefund: ways,
	} {
		for _, m := range ways {
			t.Run(string(op)+"_"+string(m), func(t *testing.T) {
				t.Parallel()
				s, provider := outside(t)
				p := s.Process(orderstest.Hasty, nil)
				// Every second call, so that a repeat gets through at last.
				misbehave(t, provider, testpay.Behaviour{op: {Mischief: m, Every: 2}})
				for i, email := range []string{"ada@example.com", "ada+lost@example.com", "ada+timeout@example.com", "ada+decline@example.com", "ada+authorise@example.com", "ada@example.com", "ada+authorise@example.com"} {
					ctx := s.Buyer(t, "tray", 1)
					r := orderstest.Request(eur(1000))
					r.Email = email
					result, err := p.Checkout.Place(ctx, "key-of-the-unlucky", r)
					if err != nil {
						t.Errorf("order %d: %v", i, err)
					} else if i%2 == 0 {
						_, _ = p.Desk.Transition(orderstest.Staff(t.Context()), result.Order.Number, cancelled)
					}
				}
				deliver(t, p, provider)
				s.Settle(t)
				s.Audit(t)
			})
		}
	}
}

// deliver brings the notices that are there, the last one first.
func deliver(t *testing.T, s *orderstest.Shop, provider *orderstest.Outside) {
	t.Helper()
	var notices []orderstest.Notice
	entries, err := provider.Entries(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	for range entries {
		notices = append([]orderstest.Notice{provider.Next(t)}, notices...)
	}
	for _, n := range notices {
		if err := s.Inbox.Receive(t.Context(), "test", n.Header, n.Body); err != nil {
			t.Error(err)
		}
	}
}
