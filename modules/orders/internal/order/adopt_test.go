package order_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"shop/modules/auth"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
	"shop/platform/identity"
)

// arriving is the account at its sign-in in a guest's browser.
func arriving(guest context.Context, account string) context.Context {
	c := identity.From(guest)
	c.Account, c.Role = account, identity.Shopper
	return identity.With(guest, c)
}

func shopOf(t *testing.T) *orderstest.Shop {
	t.Helper()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 100})
	return s
}

func numbersOf(t *testing.T, s *orderstest.Shop, account string) []string {
	t.Helper()
	page, err := s.Orders.Mine(orderstest.Account(t.Context(), account), 1, 50)
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, o := range page.Orders {
		numbers = append(numbers, o.Number)
	}
	slices.Sort(numbers)
	return numbers
}

func sorted(numbers ...string) []string {
	slices.Sort(numbers)
	return numbers
}

func TestSignedIn_makes_what_the_browser_ordered_as_a_guest_the_accounts(t *testing.T) {
	t.Parallel()
	s := shopOf(t)
	guest := s.Buyer(t, "tray", 1)
	first := s.Place(t, guest, eur(1000))
	if _, _, err := s.Carts.Add(guest, "tray", 1); err != nil {
		t.Fatal(err)
	}
	second := s.Place(t, guest, eur(1000))
	neighbour := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)) // of the same e-mail address

	for range 2 {
		if err := s.Orders.SignedIn(arriving(guest, "ada"), "ada"); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := numbersOf(t, s, "ada"), sorted(first.Order.Number, second.Order.Number); !slices.Equal(got, want) {
		t.Errorf("ada has %v, want %v", got, want)
	}
	t.Run("the_guests_token_opens_it_still", func(t *testing.T) {
		o, err := s.Orders.Owned(t.Context(), first.Order.Number, first.Token)
		if err != nil || o.Account != "ada" {
			t.Errorf("order of %q, %v", o.Account, err)
		}
		adoptions := slices.DeleteFunc(o.History, func(e order.Entry) bool { return e.Action != order.Adopt })
		if len(adoptions) != 1 || adoptions[0].By.Account != "ada" {
			t.Errorf("adoptions %+v, want one", adoptions)
		}
	})
	t.Run("a_second_account_in_that_browser_gets_nothing", func(t *testing.T) {
		if err := s.Orders.SignedIn(arriving(guest, "eve"), "eve"); err != nil {
			t.Fatal(err)
		}
		if got := numbersOf(t, s, "eve"); len(got) != 0 {
			t.Errorf("eve has %v", got)
		}
	})
	t.Run("another_browsers_order_stays_a_guests_whatever_its_email_address", func(t *testing.T) {
		o, err := s.Orders.Owned(t.Context(), neighbour.Order.Number, neighbour.Token)
		if err != nil || o.Account != "" {
			t.Errorf("order of %q, %v", o.Account, err)
		}
	})
	t.Run("who_has_no_cart_has_no_orders", func(t *testing.T) {
		if err := s.Orders.SignedIn(orderstest.Account(t.Context(), "bob"), "bob"); err != nil {
			t.Fatal(err)
		}
		if got := numbersOf(t, s, "bob"); len(got) != 0 {
			t.Errorf("bob has %v", got)
		}
	})
}

func TestAdopt_takes_the_orders_token(t *testing.T) {
	t.Parallel()
	s := shopOf(t)
	placed := s.Place(t, s.Buyer(t, "tray", 1), eur(1000))
	number := placed.Order.Number
	ada, eve := orderstest.Account(t.Context(), "ada"), orderstest.Account(t.Context(), "eve")
	namesake := identity.With(t.Context(), identity.Caller{Account: "mallory", Email: placed.Order.Email, Role: identity.Shopper})

	for name, c := range map[string]struct {
		ctx           context.Context
		number, token string
		want          error
	}{
		"a_guest":                           {t.Context(), number, placed.Token, identity.ErrSignIn},
		"without_a_token":                   {ada, number, "", order.ErrNotFound},
		"with_a_guess":                      {ada, number, "guess", order.ErrNotFound},
		"with_its_email_address_only":       {namesake, number, "", order.ErrNotFound},
		"staff_without_a_token":             {orderstest.Staff(t.Context()), number, "", order.ErrNotFound},
		"an_order_that_isnt_there":          {ada, "NOTHING1", placed.Token, order.ErrNotFound},
		"the_number_with_an_operator_in_it": {ada, `{"$ne":null}`, placed.Token, order.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Orders.Adopt(c.ctx, c.number, c.token); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	for range 2 {
		if o, err := s.Orders.Adopt(ada, number, placed.Token); err != nil || o.Account != "ada" {
			t.Fatalf("order of %q, %v", o.Account, err)
		}
	}
	if _, err := s.Orders.Adopt(ada, number, ""); err != nil {
		t.Errorf("its owner needs no token any more: %v", err)
	}
	if _, err := s.Orders.Adopt(eve, number, placed.Token); !errors.Is(err, order.ErrAdopted) {
		t.Errorf("eve: %v, want ErrAdopted", err)
	}
	if _, err := s.Orders.Owned(t.Context(), number, placed.Token); err != nil {
		t.Errorf("the token opens it no more: %v", err)
	}
}

func TestAdopt_by_two_accounts_at_once_gives_the_order_to_one(t *testing.T) {
	t.Parallel()
	s := shopOf(t)
	const rounds, racers = 8, 6
	for range rounds {
		guest := s.Buyer(t, "tray", 1)
		placed := s.Place(t, guest, eur(1000))
		var wg sync.WaitGroup
		for i := range racers {
			account := fmt.Sprint("racer-", i)
			wg.Go(func() {
				var err error
				if i%2 == 0 {
					_, err = s.Orders.Adopt(orderstest.Account(t.Context(), account), placed.Order.Number, placed.Token)
				} else {
					err = s.Orders.SignedIn(arriving(guest, account), auth.AccountID(account))
				}
				if err != nil && !errors.Is(err, order.ErrAdopted) {
					t.Errorf("%s: %v", account, err)
				}
			})
		}
		wg.Wait()
		o, err := s.Stores.Orders.Find(t.Context(), placed.Order.ID)
		if err != nil {
			t.Fatal(err)
		}
		var by []string
		for _, e := range o.History {
			if e.Action == order.Adopt {
				by = append(by, e.By.Account)
			}
		}
		if len(by) != 1 || by[0] != o.Account {
			t.Errorf("the order is %q's, adopted by %q", o.Account, by)
		}
	}
	s.Audit(t)
}

// gated providers take no money until they are told to.
type gated struct {
	payment.Provider
	asked, open chan struct{}
}

func (g gated) Authorise(ctx context.Context, c payment.Authorisation) (payment.Payment, error) {
	close(g.asked)
	<-g.open
	return g.Provider.Authorise(ctx, c)
}

func TestAdopt_while_it_is_being_paid_stops_nothing(t *testing.T) {
	t.Parallel()
	s := shopOf(t)
	gate := gated{asked: make(chan struct{}), open: make(chan struct{})}
	slow := s.Process(orderstest.Patient, func(p orderstest.Ports) orderstest.Ports {
		gate.Provider = p.Provider
		p.Provider = gate
		return p
	})
	guest := s.Buyer(t, "tray", 1)
	done := make(chan checkout.Result)
	go func() {
		defer close(done)
		result, err := slow.Checkout.Place(guest, "key-of-a-slow-one", orderstest.Request(eur(1000)))
		if err != nil {
			t.Errorf("place: %v", err)
		}
		done <- result
	}()
	<-gate.asked
	if err := s.Orders.SignedIn(arriving(guest, "ada"), "ada"); err != nil {
		t.Error(err)
	}
	close(gate.open)
	result := <-done
	o, err := s.Stores.Orders.Find(t.Context(), result.Order.ID)
	if err != nil || o.Status != order.Paid || o.Account != "ada" || !o.OwnedBy(identity.Caller{}, result.Token) {
		t.Errorf("order %s of %q, %v; want it paid, ada's, and open to the token", o.Status, o.Account, err)
	}
	s.Audit(t)
}
