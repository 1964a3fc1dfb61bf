package lifecycle_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
)

var eur = orderstest.EUR

// death is one way to die within an operation.
type death struct {
	call  int
	after bool
}

func (d death) String() string {
	if d.after {
		return fmt.Sprintf("after call %d", d.call)
	}
	return fmt.Sprintf("before call %d", d.call)
}

// everyDeath runs do in a process for each call at which it can die, before
// and after the call's effect, until it gets through alive, and returns how
// often it died.
func everyDeath(t *testing.T, s *orderstest.Shop, do func(process *orderstest.Shop, d death)) int {
	t.Helper()
	deaths := 0
	for _, after := range []bool{false, true} {
		for call := 1; ; call++ {
			m := orderstest.DiesAt(call, after)
			do(s.Process(orderstest.Hasty, m.Wrap), death{call, after})
			if !m.Dead() {
				break
			}
			deaths++
		}
	}
	return deaths
}

func TestCrash_WhilePlacing(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"ada@example.com", "ada+authorise@example.com", "ada+decline@example.com", "ada+timeout@example.com"} {
		t.Run(email, func(t *testing.T) {
			t.Parallel()
			s := orderstest.New(t)
			s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
			s.Catalog.Add(t, catalogtest.Variant{SKU: "bowl", Stock: 200})
			r := orderstest.Request(eur(3000))
			r.Email = email
			acknowledged := map[string]bool{}
			deaths := everyDeath(t, s, func(process *orderstest.Shop, d death) {
				ctx := s.Buyer(t, "tray", 1)
				if _, _, err := s.Carts.Add(ctx, "bowl", 2); err != nil {
					t.Fatal(err)
				}
				result, err := process.Checkout.Place(ctx, "key-of-the-dying", r)
				if err == nil {
					acknowledged[result.Order.Number] = true
				}
			})
			if deaths < 20 {
				t.Errorf("died %d times only; the test misses steps", deaths)
			}
			s.Settle(t)
			s.Audit(t)
			for number := range acknowledged {
				if _, err := s.Stores.Orders.ByNumber(t.Context(), number); err != nil {
					t.Errorf("acknowledged order %s is lost: %v", number, err)
				}
			}
		})
	}
}

// A shopper whose request broke off sends it again at once, to another process.
func TestCrash_ThenTheShopperTriesAgain(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
	var wg sync.WaitGroup
	everyDeath(t, s, func(process *orderstest.Shop, d death) {
		ctx := s.Buyer(t, "tray", 1)
		_, _ = process.Checkout.Place(ctx, "key-of-the-dying", orderstest.Request(eur(1000)))
		wg.Go(func() {
			result, err := s.Checkout.Place(ctx, "key-of-the-dying", orderstest.Request(eur(1000)))
			if err == nil && result.Order.Status != order.Paid {
				t.Errorf("%s, tried again: the order is %s", d, result.Order.Status)
			}
		})
	})
	wg.Wait()
	s.Settle(t)
	s.Audit(t)
}

func TestCrash_WhileCancelling(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
	var numbers []string
	everyDeath(t, s, func(process *orderstest.Shop, d death) {
		o := s.Place(t, s.Buyer(t, "tray", 2), eur(2000)).Order
		numbers = append(numbers, o.Number)
		_, _ = process.Desk.Transition(orderstest.Staff(t.Context()), o.Number, cancelled)
		if d.after {
			// Staff click again, elsewhere.
			_, _ = s.Desk.Transition(orderstest.Staff(t.Context()), o.Number, cancelled)
		}
	})
	s.Settle(t)
	s.Audit(t)
	for _, number := range numbers {
		checkCancelled(t, s, number)
	}
}

// checkCancelled fails unless the order is alive and untouched, or cancelled
// with everything given back once.
func checkCancelled(t *testing.T, s *orderstest.Shop, number string) {
	t.Helper()
	o, err := s.Stores.Orders.ByNumber(context.WithoutCancel(t.Context()), number)
	if err != nil {
		t.Fatal(err)
	}
	if o.Status == order.Paid {
		return
	}
	if o.Status != order.Cancelled || o.Payment != order.PaymentRefunded || !o.Restocked || len(o.Refunds) != 1 {
		t.Errorf("order %s: %+v, %d refunds, restocked %v", number, o.States, len(o.Refunds), o.Restocked)
	}
}
