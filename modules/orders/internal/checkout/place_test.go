package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/fault"
	"shop/platform/identity"
)

var eur = orderstest.EUR

func TestPlace(t *testing.T) {
	t.Parallel()

	t.Run("sells_what_is_in_the_cart", func(t *testing.T) {
		t.Parallel()
		s := orderstest.New(t)
		s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Price: eur(1999), Stock: 5})
		ctx := s.Buyer(t, "tray", 2)
		result := s.Place(t, ctx, eur(3998))
		o := result.Order
		if !result.Created || o.Status != order.Paid || o.Payment != order.PaymentPaid || !o.Placed() {
			t.Errorf("created %v, states %+v; want a new paid order", result.Created, o.States)
		}
		if o.Captured != eur(3998) || o.Totals.Total != eur(3998) || o.Totals.Tax != eur(638) {
			t.Errorf("captured %v of %+v", o.Captured, o.Totals)
		}
		if result.Token == "" || !o.OwnedBy(identity.From(ctx), result.Token) {
			t.Error("the guest's token doesn't open the order")
		}
		if v, err := s.Carts.View(ctx); err != nil || len(v.Lines) != 0 || v.Cart.State != cart.Open {
			t.Errorf("cart afterwards: %+v, %v; want it empty and open", v.Cart, err)
		}
		s.Audit(t)
	})

	t.Run("gives_the_same_answer_to_the_same_key", func(t *testing.T) {
		t.Parallel()
		s := orderstest.New(t)
		s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
		ctx := s.Buyer(t, "tray", 1)
		first, err := s.Checkout.Place(ctx, "one-key-only", orderstest.Request(eur(1000)))
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Checkout.Place(ctx, "one-key-only", orderstest.Request(eur(1000)))
		if err != nil || again.Created || again.Order.ID != first.Order.ID || again.Token != first.Token {
			t.Errorf("again: %v created %v, %v; want order %s and its token", again.Order.Number, again.Created, err, first.Order.Number)
		}
		s.Audit(t)
	})

	t.Run("refuses_another_request_under_the_same_key", func(t *testing.T) {
		t.Parallel()
		s := orderstest.New(t)
		s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
		ctx := s.Buyer(t, "tray", 1)
		if _, err := s.Checkout.Place(ctx, "one-key-only", orderstest.Request(eur(1000))); err != nil {
			t.Fatal(err)
		}
		other := orderstest.Request(eur(1000))
		other.ShippingAddress.Line1 = "Elsewhere 2"
		if _, err := s.Checkout.Place(ctx, "one-key-only", other); !errors.Is(err, checkout.ErrKeyReused) {
			t.Errorf("got %v, want ErrKeyReused", err)
		}
	})

	t.Run("takes_space_and_case_for_the_same_request", func(t *testing.T) {
		t.Parallel()
		s := orderstest.New(t)
		s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
		ctx := s.Buyer(t, "tray", 1)
		r := orderstest.Request(eur(1000))
		if _, err := s.Checkout.Place(ctx, "one-key-only", r); err != nil {
			t.Fatal(err)
		}
		r.Email, r.ShippingAddress.City, r.ShippingAddress.Country = " Ada@example.com ", "Berlin ", "de"
		if again, err := s.Checkout.Place(ctx, "one-key-only", r); err != nil || again.Created {
			t.Errorf("again: created %v, %v; want the same order", again.Created, err)
		}
	})

	t.Run("keeps_a_declined_order_and_opens_the_cart_again", func(t *testing.T) {
		t.Parallel()
		s := orderstest.New(t)
		s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
		ctx := s.Buyer(t, "tray", 1)
		r := orderstest.Request(eur(1000))
		r.Email = "ada+decline@example.com"
		result, err := s.Checkout.Place(ctx, "declined-key", r)
		if err != nil || result.Order.Status != order.Declined {
			t.Fatalf("status %s, %v; want declined", result.Order.Status, err)
		}
		s.Audit(t)
		second := s.Place(t, ctx, eur(1000))
		if second.Order.Status != order.Paid {
			t.Errorf("second try is %s, want paid", second.Order.Status)
		}
		s.Audit(t)
	})

	t.Run("confirms_an_order_paid_by_transfer", func(t *testing.T) {
		t.Parallel()
		s := orderstest.New(t)
		s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
		ctx := s.Buyer(t, "tray", 1)
		r := orderstest.Request(eur(1000))
		r.PaymentMethod = "transfer"
		result, err := s.Checkout.Place(ctx, "transfer-key", r)
		if err != nil || result.Order.Status != order.Confirmed || result.Order.Payment != order.PaymentAwaited {
			t.Fatalf("states %+v, %v; want confirmed and awaited", result.Order.States, err)
		}
		s.Audit(t)
	})
}

func TestPlace_Refuses(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 100})
	version := int64(1000)
	cases := map[string]struct {
		key    string
		change func(*checkout.Request)
		want   error
		field  string
	}{
		"a_short_key":           {key: "short", want: checkout.ErrKey},
		"a_key_with_spaces":     {key: "two words and more", want: checkout.ErrKey},
		"a_changed_total":       {change: func(r *checkout.Request) { r.ExpectedTotal = eur(999) }, want: checkout.ErrTotalChanged},
		"another_currency":      {change: func(r *checkout.Request) { r.ExpectedTotal.Currency = "USD" }, want: checkout.ErrTotalChanged},
		"another_cart_version":  {change: func(r *checkout.Request) { r.CartVersion = &version }, want: checkout.ErrCartChanged},
		"no_e-mail":             {change: func(r *checkout.Request) { r.Email = "" }, field: "email"},
		"no_street":             {change: func(r *checkout.Request) { r.ShippingAddress.Line1 = "" }, field: "shippingAddress.line1"},
		"a_wrong_postal_code":   {change: func(r *checkout.Request) { r.ShippingAddress.PostalCode = "1" }, field: "shippingAddress.postalCode"},
		"an_unknown_delivery":   {change: func(r *checkout.Request) { r.ShippingMethod = "drone" }, field: "shippingMethod"},
		"no_delivery":           {change: func(r *checkout.Request) { r.ShippingMethod = "" }, field: "shippingMethod"},
		"an_unknown_payment":    {change: func(r *checkout.Request) { r.PaymentMethod = "shells" }, field: "paymentMethod"},
		"an_unheard-of_country": {change: func(r *checkout.Request) { r.ShippingAddress.Country = "XX" }, field: "shippingAddress.country"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := s.Buyer(t, "tray", 1)
			r := orderstest.Request(eur(1000))
			if c.change != nil {
				c.change(&r)
			}
			if c.key == "" {
				c.key = "a-key-for-this-case"
			}
			_, err := s.Checkout.Place(ctx, c.key, r)
			if c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if c.field != "" && !namesField(err, c.field) {
				t.Errorf("got %v, want the field %s", err, c.field)
			}
			// Nothing was stored: the key and the cart are free.
			if c.key == "a-key-for-this-case" {
				if _, err := s.Checkout.Place(ctx, c.key, orderstest.Request(eur(1000))); err != nil {
					t.Errorf("the key isn't free afterwards: %v", err)
				}
			}
		})
	}
}

func TestPlace_NamesAllThatIsWrong(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
	r := orderstest.Request(eur(1000))
	r.Email, r.ShippingAddress.Line1, r.PaymentMethod = "", "", "shells"
	_, err := s.Checkout.Place(s.Buyer(t, "tray", 1), "key-of-a-wrong-form", r)
	for _, field := range []string{"email", "shippingAddress.line1", "paymentMethod"} {
		if !namesField(err, field) {
			t.Errorf("%v, want the field %s", err, field)
		}
	}
}

func TestPlace_RefusesACartThatIsGone(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})

	if _, err := s.Checkout.Place(t.Context(), "key-without-cart", orderstest.Request(eur(1000))); !errors.Is(err, cart.ErrNoCart) {
		t.Errorf("without a cart: %v, want ErrNoCart", err)
	}
	ctx := s.Buyer(t, "tray", 1)
	first := s.Place(t, ctx, eur(1000))
	_, err := s.Checkout.Place(ctx, "another-key", orderstest.Request(eur(1000)))
	var f *fault.Error
	if !errors.Is(err, checkout.ErrOrdered) || !errors.As(err, &f) || f.Details["order"] != first.Order.Number {
		t.Errorf("ordered already: %v, want ErrOrdered with %s", err, first.Order.Number)
	}
}

// The claim makes another version of the cart; who read it before is led to the
// order all the same, since that is what happened to it.
func TestPlace_LeadsToTheOrderThatHasTheCart(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
	ctx := s.Buyer(t, "tray", 1)
	q, err := s.Checkout.Quote(ctx, checkout.QuoteRequest{})
	if err != nil {
		t.Fatal(err)
	}
	r := orderstest.Request(eur(1000))
	r.CartVersion = &q.Cart.Cart.Version
	away := r
	away.Email = "ada+redirect@example.com"
	first, err := s.Checkout.Place(ctx, "the-first-tab", away)
	if err != nil || !first.Pending() {
		t.Fatalf("pending %v, %v; want an order that waits for its shopper", first.Pending(), err)
	}
	_, err = s.Checkout.Place(ctx, "the-second-tab", r)
	var f *fault.Error
	if !errors.Is(err, checkout.ErrOrdered) || !errors.As(err, &f) || f.Details["order"] != first.Order.Number {
		t.Errorf("the second tab: %v, want ErrOrdered with %s", err, first.Order.Number)
	}
}

// Another request with the key, or the same one before the process died, may
// have claimed the cart and not stored the order yet.
func TestPlace_GoesOnAfterItsOwnClaim(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
	ctx := s.Buyer(t, "tray", 1)
	q, err := s.Checkout.Quote(ctx, checkout.QuoteRequest{})
	if err != nil {
		t.Fatal(err)
	}
	c := q.Cart.Cart
	ids, err := s.Keys.OrderIDs(ctx, c.Lineage(), "claimed-before")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cart.Claim(ctx, s.Stores.Carts, c, ids[0]); err != nil {
		t.Fatal(err)
	}
	r := orderstest.Request(eur(1000))
	r.CartVersion = &c.Version
	if result, err := s.Checkout.Place(ctx, "claimed-before", r); err != nil || result.Order.Status != order.Paid {
		t.Errorf("status %s, %v; want paid", result.Order.Status, err)
	}
	s.Audit(t)
}

func TestPlace_TellsWhichLineSoldOut(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
	ctx := s.Buyer(t, "tray", 3)
	s.Catalog.SetStock(t, "tray", 2)
	_, err := s.Checkout.Place(ctx, "sold-out-key", orderstest.Request(eur(3000)))
	var f *fault.Error
	if !errors.Is(err, checkout.ErrLines) || !errors.As(err, &f) {
		t.Fatalf("got %v, want ErrLines", err)
	}
	lines, _ := f.Details["lines"].([]checkout.UnavailableLine)
	if len(lines) != 1 || lines[0].SKU != "tray" || lines[0].Available != 2 {
		t.Errorf("lines %+v, want tray with 2 left", lines)
	}
}

// slow is a database that stores the change of an order too late to say so.
type slow struct{ order.Store }

func (s slow) Save(ctx context.Context, o order.Order) (order.Order, error) {
	if _, err := s.Store.Save(ctx, o); err != nil {
		return order.Order{}, err
	}
	return order.Order{}, fmt.Errorf("save: %w", context.DeadlineExceeded)
}

// Nobody is told that an order is placed, or that it isn't, before it is known.
func TestPlace_SaysThatItIsNotCertainYet(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
	waits := s.Process(orderstest.Hasty, func(p orderstest.Ports) orderstest.Ports {
		p.Orders = slow{p.Orders}
		return p
	})
	guest := s.Buyer(t, "tray", 1)
	got, err := waits.Checkout.Place(guest, "key-of-the-patient", orderstest.Request(eur(1000)))
	if err != nil || !got.Pending() || got.Order.Number == "" || got.Token == "" {
		t.Fatalf("order %q is %q, pending %v, token %q: %v", got.Order.Number, got.Order.Status, got.Pending(), got.Token, err)
	}
	s.Settle(t)
	again, err := s.Checkout.Place(guest, "key-of-the-patient", orderstest.Request(eur(1000)))
	if err != nil || again.Created || again.Order.Number != got.Order.Number || again.Order.Status != order.Paid {
		t.Errorf("order %s is %s, created %v: %v", again.Order.Number, again.Order.Status, again.Created, err)
	}
	s.Audit(t)
}

func TestPlace_FiftyAtOnceWithOneKey(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 100})
	ctx := s.Buyer(t, "tray", 2)
	var mu sync.Mutex
	ids, created := map[string]int{}, 0
	together(50, func(int) {
		result, err := s.Checkout.Place(ctx, "the-only-key", orderstest.Request(eur(2000)))
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			t.Errorf("place: %v", err)
			return
		}
		ids[string(result.Order.ID)]++
		if result.Created {
			created++
		}
	})
	if len(ids) != 1 || created != 1 {
		t.Errorf("%d orders, %d times created; want one", len(ids), created)
	}
	s.Audit(t)
	if n := s.CountOrders(t); n != 1 {
		t.Errorf("%d orders are stored, want 1", n)
	}
}

func TestPlace_ManyKeysForOneCart(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 100})
	ctx := s.Buyer(t, "tray", 1)
	var mu sync.Mutex
	placed := 0
	together(20, func(i int) {
		_, err := s.Checkout.Place(ctx, fmt.Sprintf("key-number-%d", i), orderstest.Request(eur(1000)))
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			placed++
		case fault.KindOf(err) != fault.Conflict:
			t.Errorf("got %v, want a conflict", err)
		}
	})
	if placed != 1 {
		t.Errorf("%d orders from one cart, want 1", placed)
	}
	s.Audit(t)
}

func TestPlace_HundredBuyersForTenUnits(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "last", Stock: 10})
	s.Catalog.Add(t, catalogtest.Variant{SKU: "also", Stock: 1000})
	var mu sync.Mutex
	placed := 0
	together(100, func(i int) {
		ctx := s.Buyer(t, "also", 1)
		if _, _, err := s.Carts.Add(ctx, "last", 1); err != nil {
			if !errors.Is(err, catalog.ErrSoldOut) {
				t.Errorf("add: %v", err)
			}
			return
		}
		_, err := s.Checkout.Place(ctx, fmt.Sprintf("buyer-number-%d", i), orderstest.Request(eur(2000)))
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			placed++
		case !errors.Is(err, catalog.ErrSoldOut) && !errors.Is(err, checkout.ErrLines):
			t.Errorf("got %v, want sold out", err)
		}
	})
	if placed != 10 {
		t.Errorf("%d orders of 10 units, want 10", placed)
	}
	s.Settle(t)
	s.Audit(t)
}

func together(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

func namesField(err error, path string) bool {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid {
		return false
	}
	for _, field := range f.Fields {
		if field.Path == path {
			return true
		}
	}
	return false
}
