package lifecycle_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/testpay"
)

// sent is a shopper who was sent away to pay, and how to look at the order.
type sent struct {
	ctx   context.Context
	order order.Order
	token string
}

// brief gives shoppers little time, and processes enough on a busy machine.
var brief = lifecycle.Timing{
	Hold: 2 * time.Second, Lease: 2100 * time.Millisecond, Provider: 2 * time.Second,
	Shopper: 5 * time.Second, Sweep: 50 * time.Millisecond,
}

// sendAway places an order of a tray, with the process, whose payment its
// shopper has to confirm.
func sendAway(t *testing.T, process *orderstest.Shop) sent {
	t.Helper()
	ctx := process.Buyer(t, "tray", 1)
	r := orderstest.Request(eur(1000))
	r.Email = "ada+redirect@example.com"
	result, err := process.Checkout.Place(ctx, "key-sent-away", r)
	if err != nil {
		t.Fatal(err)
	}
	o := result.Order
	if !result.Pending() || o.Next == nil || o.Next.Kind != "redirect" || !strings.HasSuffix(o.Next.URL, testpay.PagePath+string(o.ID)) {
		t.Fatalf("the order is %s and waits for %+v, want the bank's page", o.Status, o.Next)
	}
	return sent{ctx, o, result.Token}
}

func TestAwait_a_shopper_who_confirms(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	away := sendAway(t, s)
	if left := time.Until(away.order.Next.By); left < 30*time.Second || left > orderstest.Patient.Shopper {
		t.Errorf("there are %s left to pay", left)
	}
	if entry, err := s.Ledger.Find(t.Context(), string(away.order.ID)); err != nil || !strings.HasSuffix(entry.ReturnURL, away.order.Number+"/return") {
		t.Errorf("the bank has %+v, %v", entry, err)
	}
	if _, err := s.Bank.Approve(t.Context(), string(away.order.ID)); err != nil {
		t.Fatal(err)
	}
	back, err := s.Desk.Refresh(t.Context(), away.order.Number, away.token)
	if err != nil || back.Status != order.Paid || back.Next != nil || !back.Settled {
		t.Errorf("back from the bank the order is %s, waits for %+v, settled %v, %v", back.Status, back.Next, back.Settled, err)
	}
	s.Audit(t)
}

func TestAwait_a_shopper_who_refuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	away := sendAway(t, s)
	if _, err := s.Bank.Decline(t.Context(), string(away.order.ID)); err != nil {
		t.Fatal(err)
	}
	back, err := s.Desk.Refresh(t.Context(), away.order.Number, away.token)
	if err != nil || back.Status != order.Declined {
		t.Errorf("the order is %s, %v; want declined", back.Status, err)
	}
	if again := s.Place(t, away.ctx, eur(1000)); again.Order.Status != order.Paid {
		t.Errorf("the next order of the cart is %s", again.Order.Status)
	}
	s.Audit(t)
}

// Time is what ends a payment that waits for its shopper, and not before it is
// over; and what the bank has then says how.
func TestAwait_a_shopper_who_never_comes_back(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.Process(brief, nil)
	away := sendAway(t, p)
	time.Sleep(brief.Lease + 50*time.Millisecond)
	if err := p.Sweeper.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o := find(t, s, away.order); !o.Waiting() && time.Now().Before(away.order.Next.By) {
		t.Fatalf("the order is %s although there is time left", o.Status)
	}
	if _, err := s.Checkout.Place(away.ctx, "another-key", orderstest.Request(eur(1000))); err == nil {
		t.Error("the cart can be ordered although its payment isn't over")
	}
	s.Settle(t)
	if o := find(t, s, away.order); o.Status != order.Declined {
		t.Errorf("the order is %s, want declined", o.Status)
	}
	// Who confirms only now pays nothing any more.
	if p, err := s.Bank.Approve(t.Context(), string(away.order.ID)); err != nil || p.State != payment.Cancelled {
		t.Errorf("the bank says %s, %v; want cancelled", p.State, err)
	}
	if v, err := s.Carts.View(away.ctx); err != nil || v.Cart.State != cart.Open || len(v.Lines) != 1 {
		t.Errorf("cart %+v, %v; want it open with its line", v.Cart, err)
	}
	s.Audit(t)
}

// A shopper who confirmed and lost the way back has paid.
func TestAwait_a_shopper_who_confirms_and_stays_away(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	away := sendAway(t, s.Process(brief, nil))
	if _, err := s.Bank.Approve(t.Context(), string(away.order.ID)); err != nil {
		t.Fatal(err)
	}
	s.Settle(t)
	if o := find(t, s, away.order); o.Status != order.Paid {
		t.Errorf("the order is %s, want paid", o.Status)
	}
	s.Audit(t)
}

func TestAwait_the_same_request_again_is_told_the_same(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	away := sendAway(t, s)
	r := orderstest.Request(eur(1000))
	r.Email = "ada+redirect@example.com"
	begun := time.Now()
	again, err := s.Checkout.Place(away.ctx, "key-sent-away", r)
	if err != nil || again.Created || again.Order.Number != away.order.Number || !again.Order.Waiting() || *again.Order.Next != *away.order.Next {
		t.Errorf("again: %+v waits for %+v, %v", again.Order.States, again.Order.Next, err)
	}
	if waited := time.Since(begun); waited > orderstest.Patient.Lease {
		t.Errorf("it took %s: somebody waited for another process", waited)
	}
}

func TestAwait_a_shopper_who_cancels(t *testing.T) {
	t.Parallel()
	t.Run("before_paying", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		away := sendAway(t, s)
		o, err := s.Desk.Cancel(away.ctx, away.order.Number, away.token)
		if err != nil || o.Status != order.Declined || !o.Settled {
			t.Errorf("the order is %s, settled %v, %v; want it given up", o.Status, o.Settled, err)
		}
		s.Audit(t)
	})
	t.Run("after_paying_elsewhere", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		away := sendAway(t, s)
		if _, err := s.Bank.Approve(t.Context(), string(away.order.ID)); err != nil {
			t.Fatal(err)
		}
		if o, err := s.Desk.Cancel(away.ctx, away.order.Number, away.token); !errors.Is(err, order.ErrTransition) || o.Status != order.Paid {
			t.Errorf("the order is %s, %v; want to be told that it is paid", o.Status, err)
		}
		if o, err := s.Desk.Cancel(away.ctx, away.order.Number, away.token); err != nil || o.Status != order.Cancelled {
			t.Errorf("once more: %s, %v", o.Status, err)
		}
		s.Audit(t)
	})
	t.Run("while_the_bank_is_away", func(t *testing.T) {
		t.Parallel()
		s, provider := outside(t)
		away := sendAway(t, s).order
		misbehave(t, provider, testpay.Behaviour{testpay.OpVoid: {Mischief: testpay.ErrorBefore, Every: 1}})
		_, err := s.Desk.Transition(orderstest.Staff(t.Context()), away.Number, cancelled)
		if o := find(t, s, away); !errors.Is(err, lifecycle.ErrProviderAway) || !o.Waiting() {
			t.Errorf("%v, and the order is %s", err, o.Status)
		}
	})
}

// A notice of a payment that waits for its shopper is done with at once; the one
// that comes when the shopper has decided moves the order.
func TestAwait_notices(t *testing.T) {
	t.Parallel()
	s, provider := outside(t)
	o := sendAway(t, s).order
	n := provider.Next(t)
	for range 2 {
		if err := s.Inbox.Receive(t.Context(), "test", n.Header, n.Body); err != nil {
			t.Fatal(err)
		}
	}
	if now := find(t, s, o); !now.Waiting() {
		t.Fatalf("the order is %s, want it to wait", now.Status)
	}
	provider.Decide(t, o.Next.URL, "approve")
	n = provider.Next(t)
	if err := s.Inbox.Receive(t.Context(), "test", n.Header, n.Body); err != nil {
		t.Fatal(err)
	}
	if o = find(t, s, o); o.Status != order.Paid || !o.Settled {
		t.Errorf("the order is %s, settled %v; want it paid and done with", o.Status, o.Settled)
	}
	s.Audit(t)
}
