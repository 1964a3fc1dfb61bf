package lifecycle_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
)

func newShop(t *testing.T) *orderstest.Shop {
	t.Helper()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	return s
}

// leaveBehind places an order as somebody with the e-mail address, and returns
// it as it was when the answer came.
func leaveBehind(t *testing.T, s *orderstest.Shop, ctx context.Context, email string) order.Order {
	t.Helper()
	r := orderstest.Request(eur(1000))
	r.Email = email
	result, err := s.Process(orderstest.Hasty, nil).Checkout.Place(ctx, "key-left-behind", r)
	if err != nil {
		t.Fatal(err)
	}
	return result.Order
}

func find(t *testing.T, s *orderstest.Shop, o order.Order) order.Order {
	t.Helper()
	found, err := s.Stores.Orders.Find(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// mute providers take the money, or don't, and can't be asked about it.
type mute struct {
	payment.Provider
	mu   sync.Mutex
	deaf bool
}

var errMute = errors.New("no answer")

func (m *mute) silent() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.deaf
}

func (m *mute) speak() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.deaf = false
}

func (m *mute) Authorise(ctx context.Context, c payment.Authorisation) (payment.Payment, error) {
	p, err := m.Provider.Authorise(ctx, c)
	if m.silent() {
		return payment.Payment{}, errMute
	}
	return p, err
}

func (m *mute) Fetch(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	if m.silent() {
		return payment.Payment{}, errMute
	}
	return m.Provider.Fetch(ctx, a)
}

func TestSweeper_ResolvesPayments(t *testing.T) {
	t.Parallel()

	t.Run("that_were_captured_without_an_answer", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		m := &mute{deaf: true}
		p := s.Process(orderstest.Hasty, func(p orderstest.Ports) orderstest.Ports {
			m.Provider, p.Provider = p.Provider, m
			return p
		})
		ctx := s.Buyer(t, "tray", 1)
		result, err := p.Checkout.Place(ctx, "key-left-behind", orderstest.Request(eur(1000)))
		if err != nil {
			t.Fatal(err)
		}
		o := result.Order
		if o.Status != order.Paying {
			t.Fatalf("the answer says %s, want paying: unknown is not failed", o.Status)
		}
		// As long as the provider is silent, nothing is decided.
		time.Sleep(orderstest.Hasty.Lease + 20*time.Millisecond)
		if err := p.Sweeper.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if o = find(t, s, o); o.Status != order.Paying {
			t.Fatalf("time alone made it %s", o.Status)
		}
		m.speak()
		s.Settle(t)
		if o = find(t, s, o); o.Status != order.Paid {
			t.Errorf("the order is %s, want paid", o.Status)
		}
		s.Audit(t)
	})

	t.Run("that_the_provider_never_heard_of", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		ctx := s.Buyer(t, "tray", 1)
		o := leaveBehind(t, s, ctx, "ada+lost@example.com")
		s.Settle(t)
		if o = find(t, s, o); o.Status != order.Declined {
			t.Errorf("the order is %s, want declined", o.Status)
		}
		// The process that asked wakes up late: its charge captures nothing.
		late, err := s.Bank.Authorise(t.Context(), payment.Authorisation{
			Key: string(o.ID), Amount: eur(1000), Email: "ada@example.com",
		})
		if err != nil || late.State != payment.Cancelled {
			t.Errorf("the late charge: %+v, %v; want cancelled", late, err)
		}
		if v, err := s.Carts.View(ctx); err != nil || v.Cart.State != cart.Open || len(v.Lines) != 1 {
			t.Errorf("cart %+v, %v; want it open with its line", v.Cart, err)
		}
		s.Audit(t)
	})
}

func TestSweeper_GivesUpAnOrderThatNobodyDrives(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := orderstest.DiesAt(5, true) // find cart, look up, find cart, claim, insert
	ctx := s.Buyer(t, "tray", 1)
	_, _ = s.Process(orderstest.Hasty, m.Wrap).Checkout.Place(ctx, "key-left-behind", orderstest.Request(eur(1000)))
	s.Settle(t)
	s.Audit(t)
	if result := s.Place(t, ctx, eur(1000)); result.Order.Status != order.Paid {
		t.Errorf("the next order is %s, want paid", result.Order.Status)
	}
}

func TestSweeper_FreesACartWhoseOrderNeverCame(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := s.Buyer(t, "tray", 1)
	c, err := s.Carts.Current(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := s.Keys.OrderIDs(t.Context(), []string{c.ID}, "key-left-behind")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cart.Claim(t.Context(), s.Stores.Carts, c, ids[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Checkout.Place(ctx, "another-key", orderstest.Request(eur(1000))); !errors.Is(err, cart.ErrOrdering) {
		t.Errorf("before the sweep: %v, want ErrOrdering", err)
	}
	s.Settle(t)
	// The process that claimed it wakes up: its order has no place any more.
	if _, err := s.Checkout.Place(ctx, "key-left-behind", orderstest.Request(eur(1000))); !errors.Is(err, catalog.ErrHoldExpired) {
		t.Errorf("the late process: %v, want ErrHoldExpired", err)
	}
	if result := s.Place(t, ctx, eur(1000)); result.Order.Status != order.Paid {
		t.Errorf("the next order is %s, want paid", result.Order.Status)
	}
	s.Audit(t)
}

func TestSweeper_Run(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 3 { // instances
		wg.Go(func() { s.Process(orderstest.Hasty, nil).Sweeper.Run(ctx) })
	}
	o := leaveBehind(t, s, s.Buyer(t, "tray", 1), "ada+lost@example.com")
	deadline := time.Now().Add(10 * time.Second)
	for o.Unfinished() && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
		o = find(t, s, o)
	}
	stop()
	wg.Wait()
	if o = find(t, s, o); o.Status != order.Declined || o.Unfinished() {
		t.Errorf("the order is %s, unfinished %v", o.Status, o.Unfinished())
	}
	s.Audit(t)
}

// A success that comes when the order is over goes back, once.
func TestApply_GivesLateMoneyBack(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := leaveBehind(t, s, s.Buyer(t, "tray", 1), "ada+error@example.com")
	// The sweeper would void first; here the provider captured regardless.
	if _, err := s.Ledger.Record(t.Context(), payment.Entry{Key: string(o.ID), State: payment.Captured, Captured: eur(1000)}); err != nil {
		t.Fatal(err)
	}
	declined, err := s.Driver.Apply(t.Context(), o, payment.Payment{Key: string(o.ID), State: payment.Declined})
	if err != nil || declined.Status != order.Declined {
		t.Fatalf("%s, %v", declined.Status, err)
	}
	news := payment.Payment{Key: string(o.ID), State: payment.Captured, Captured: eur(1000)}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			late, err := s.Driver.Apply(t.Context(), declined, news)
			if err != nil {
				t.Errorf("apply: %v", err)
				return
			}
			if _, err := s.Driver.Drive(t.Context(), late); err != nil {
				t.Errorf("drive: %v", err)
			}
		})
	}
	wg.Wait()
	if o = find(t, s, o); o.Status != order.Declined || o.Payment != order.PaymentRefunded || o.Refunded() != eur(1000) {
		t.Errorf("states %+v, refunded %v", o.States, o.Refunded())
	}
	s.Audit(t)
}

// What is only promised is taken for an order that waits for it, whoever comes
// first, and let go for one that is dead.
func TestApply_DecidesAboutPromisedMoney(t *testing.T) {
	t.Parallel()
	promise := func(t *testing.T, s *orderstest.Shop) order.Order {
		t.Helper()
		o := leaveBehind(t, s, s.Buyer(t, "tray", 1), "ada+error@example.com")
		_, err := s.Bank.Authorise(t.Context(), payment.Authorisation{
			Key: string(o.ID), Amount: eur(1000), Email: "ada+authorise@example.com",
		})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}

	t.Run("by_taking_it", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		o := promise(t, s)
		s.Settle(t)
		if o = find(t, s, o); o.Status != order.Paid || o.Captured != eur(1000) {
			t.Errorf("the order is %s with %s captured, want it paid", o.Status, o.Captured)
		}
		s.Audit(t)
	})
	t.Run("by_letting_it_go", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		o := promise(t, s)
		dead, err := s.Driver.Apply(t.Context(), o, payment.Payment{Key: string(o.ID), State: payment.Declined})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Driver.Apply(t.Context(), dead, payment.Payment{Key: string(o.ID), State: payment.Authorised}); err != nil {
			t.Fatal(err)
		}
		if entry, err := s.Ledger.Find(t.Context(), string(o.ID)); err != nil || entry.State != payment.Cancelled {
			t.Errorf("the ledger has %+v, %v; want it cancelled", entry, err)
		}
		s.Settle(t)
		s.Audit(t)
	})
}

func TestApply_LeavesWhatIsPending(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := leaveBehind(t, s, s.Buyer(t, "tray", 1), "ada+error@example.com")
	_, err := s.Driver.Apply(t.Context(), o, payment.Payment{Key: string(o.ID), State: payment.Pending})
	if !errors.Is(err, lifecycle.ErrUnresolved) || find(t, s, o).Status != order.Paying {
		t.Errorf("got %v, order %s", err, find(t, s, o).Status)
	}
}

func TestDrive_TellsWhatSoldOutWhileItWasOrdered(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "vase", Name: "Vase", Stock: 5})
	ctx := s.Buyer(t, "vase", 2)
	if _, _, err := s.Carts.Add(ctx, "tray", 1); err != nil {
		t.Fatal(err)
	}
	// Between the price and the hold somebody else is quicker.
	p := s.Process(orderstest.Hasty, func(p orderstest.Ports) orderstest.Ports {
		p.Orders = hurried{p.Orders, func() { s.Catalog.SetStock(t, "vase", 1) }}
		return p
	})
	for range 2 {
		_, err := p.Checkout.Place(ctx, "too-late-key", orderstest.Request(eur(3000)))
		if !errors.Is(err, catalog.ErrSoldOut) || err.Error() != "Only 1 of Vase left." {
			t.Errorf("got %v, want that one vase is left", err)
		}
	}
	s.Audit(t)
}

// hurried stores do something just after an order was stored.
type hurried struct {
	order.Store
	then func()
}

func (h hurried) Insert(ctx context.Context, o order.Order, hold, lease time.Duration) (order.Order, error) {
	stored, err := h.Store.Insert(ctx, o, hold, lease)
	if err == nil {
		h.then()
	}
	return stored, err
}

func TestNewDriver_WantsALeaseLongerThanTheHold(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a lease shorter than the hold was accepted")
		}
	}()
	lifecycle.NewDriver(nil, nil, nil, nil, nil, lifecycle.Timing{Hold: 2, Lease: 2})
}
