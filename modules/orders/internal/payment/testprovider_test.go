package payment_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/payment"
	"shop/platform/money"
	"shop/platform/mongo/mongotest"
)

// pageOf is where a test's payers would be sent.
func pageOf(key string) string { return "https://bank.example.org/" + key }

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

func charge(key, email string) payment.Authorisation {
	return payment.Authorisation{Key: key, Amount: eur(1000), Email: email, Reference: "K7QF3M9T"}
}

// soon is a deadline for calls that are told not to answer.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestTestProvider_Authorise(t *testing.T) {
	t.Parallel()
	p := payment.NewTestProvider(mongostore.NewLedger(mongotest.New(t)), pageOf)
	cases := map[string]struct {
		email   string
		answers bool
		state   payment.State // in the ledger; empty for nothing
	}{
		"pays":                      {"ada@example.com", true, payment.Captured},
		"declines":                  {"ada+decline@example.com", true, payment.Declined},
		"captures_without_a_word":   {"ada+timeout@example.com", false, payment.Captured},
		"only_promises":             {"ada+authorise@example.com", true, payment.Authorised},
		"loses_the_request":         {"ada+lost@example.com", false, ""},
		"fails":                     {"ada+error@example.com", false, ""},
		"knows_no_magic_in_domains": {"ada@decline.example.com", true, payment.Captured},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := p.Authorise(soon(t), charge(name, c.email))
			if (err == nil) != c.answers || c.answers && got.State != c.state {
				t.Errorf("answers %+v, %v", got, err)
			}
			known, err := p.Fetch(t.Context(), payment.Authorisation{Key: name})
			if c.state == "" {
				if !errors.Is(err, payment.ErrUnknown) {
					t.Errorf("fetched %+v, %v; want ErrUnknown", known, err)
				}
				return
			}
			captured := c.state == payment.Captured
			if err != nil || known.State != c.state || captured != (known.Captured == eur(1000)) {
				t.Errorf("fetched %+v, %v", known, err)
			}
		})
	}
}

func TestTestProvider_MovesMoneyOncePerKey(t *testing.T) {
	t.Parallel()
	p := payment.NewTestProvider(mongostore.NewLedger(mongotest.New(t)), pageOf)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			c := charge("one", "ada@example.com")
			c.Amount = eur(int64(1000 + i))
			if _, err := p.Authorise(t.Context(), c); err != nil {
				t.Errorf("charge: %v", err)
			}
		})
	}
	wg.Wait()
	first, err := p.Fetch(t.Context(), payment.Authorisation{Key: "one"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Authorise(t.Context(), charge("one", "ada+decline@example.com"))
	if diff := cmp.Diff(first, again); err != nil || diff != "" {
		t.Errorf("again: %v (-want +got):\n%s", err, diff)
	}
}

func TestTestProvider_Void(t *testing.T) {
	t.Parallel()
	p := payment.NewTestProvider(mongostore.NewLedger(mongotest.New(t)), pageOf)

	t.Run("keeps_an_unknown_key_from_ever_capturing", func(t *testing.T) {
		t.Parallel()
		if got, err := p.Void(t.Context(), payment.Authorisation{Key: "late"}); err != nil || got.State != payment.Cancelled {
			t.Fatalf("%+v, %v", got, err)
		}
		if got, err := p.Authorise(t.Context(), charge("late", "ada@example.com")); err != nil || got.State != payment.Cancelled {
			t.Errorf("charged afterwards: %+v, %v; want cancelled", got, err)
		}
	})
	t.Run("leaves_what_was_captured", func(t *testing.T) {
		t.Parallel()
		if _, err := p.Authorise(t.Context(), charge("early", "ada@example.com")); err != nil {
			t.Fatal(err)
		}
		if got, err := p.Void(t.Context(), payment.Authorisation{Key: "early"}); err != nil || got.State != payment.Captured {
			t.Errorf("%+v, %v; want captured", got, err)
		}
	})
	t.Run("and_a_charge_at_once_agree", func(t *testing.T) {
		t.Parallel()
		var charged, voided payment.Payment
		var wg sync.WaitGroup
		wg.Go(func() { charged, _ = p.Authorise(t.Context(), charge("race", "ada@example.com")) })
		wg.Go(func() { voided, _ = p.Void(t.Context(), payment.Authorisation{Key: "race"}) })
		wg.Wait()
		if charged.State != voided.State {
			t.Errorf("charge says %s, void %s", charged.State, voided.State)
		}
	})
}

func TestTestProvider_Capture(t *testing.T) {
	t.Parallel()
	p := payment.NewTestProvider(mongostore.NewLedger(mongotest.New(t)), pageOf)
	promise := func(t *testing.T, key string) {
		t.Helper()
		if got, err := p.Authorise(t.Context(), charge(key, "ada+authorise@example.com")); err != nil || got.State != payment.Authorised || !got.Captured.IsZero() {
			t.Fatalf("%+v, %v; want it authorised and nothing captured", got, err)
		}
	}
	capture := func(key string, amount money.Money) (payment.Payment, error) {
		return p.Capture(t.Context(), payment.Capture{Key: key, Amount: amount})
	}

	t.Run("takes_what_was_promised_once", func(t *testing.T) {
		t.Parallel()
		promise(t, "once")
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if got, err := capture("once", eur(900)); err != nil || got.State != payment.Captured || got.Captured != eur(900) {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
		wg.Wait()
	})
	t.Run("never_takes_more", func(t *testing.T) {
		t.Parallel()
		promise(t, "more")
		if _, err := capture("more", eur(1001)); !errors.Is(err, payment.ErrCaptureTooLarge) {
			t.Errorf("%v, want ErrCaptureTooLarge", err)
		}
		if _, err := capture("unheard", eur(1)); !errors.Is(err, payment.ErrUnknown) {
			t.Errorf("an unknown key: %v, want ErrUnknown", err)
		}
	})
	t.Run("and_a_void_at_once_agree", func(t *testing.T) {
		t.Parallel()
		promise(t, "race")
		var captured, voided payment.Payment
		var wg sync.WaitGroup
		wg.Go(func() { captured, _ = capture("race", eur(1000)) })
		wg.Go(func() { voided, _ = p.Void(t.Context(), payment.Authorisation{Key: "race"}) })
		wg.Wait()
		if captured.State != voided.State || captured.State == payment.Authorised {
			t.Errorf("capture says %s, void %s", captured.State, voided.State)
		}
	})
	t.Run("finds_a_promise_that_lapsed", func(t *testing.T) {
		t.Parallel()
		promise(t, "lapsed")
		if _, err := p.Decline(t.Context(), "lapsed"); err != nil {
			t.Fatal(err)
		}
		if got, err := capture("lapsed", eur(1000)); err != nil || got.State != payment.Declined || got.Reason == "" {
			t.Errorf("%+v, %v; want it declined, and why", got, err)
		}
	})
}

func TestTestProvider_Refund(t *testing.T) {
	t.Parallel()
	ledger := mongostore.NewLedger(mongotest.New(t))
	p := payment.NewTestProvider(ledger, pageOf)
	if _, err := p.Authorise(t.Context(), charge("one", "ada@example.com")); err != nil {
		t.Fatal(err)
	}
	refund := func(id string, amount money.Money) error {
		return p.Refund(t.Context(), payment.Refund{Key: "one", ID: id, Amount: amount})
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if err := refund("a", eur(600)); err != nil {
				t.Errorf("the same refund again: %v", err)
			}
		})
	}
	wg.Wait()
	if err := refund("b", eur(401)); !errors.Is(err, payment.ErrRefundTooLarge) {
		t.Errorf("more than is left: %v, want ErrRefundTooLarge", err)
	}
	if err := refund("c", eur(400)); err != nil {
		t.Errorf("what is left: %v", err)
	}
	if err := p.Refund(t.Context(), payment.Refund{Key: "none", ID: "d", Amount: eur(1)}); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("of nothing: %v, want ErrUnknown", err)
	}
	entry, err := ledger.Find(t.Context(), "one")
	if err != nil || len(entry.Refunds) != 2 {
		t.Errorf("ledger %+v, %v; want two refunds", entry, err)
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	p := payment.NewTestProvider(mongostore.NewLedger(mongotest.New(t)), pageOf)
	demo := payment.NewMethods(payment.Test(p, func(context.Context) (bool, error) { return true, nil }), payment.BankTransfer())
	live := payment.NewMethods(payment.Test(p, func(context.Context) (bool, error) { return false, nil }), payment.BankTransfer())
	broken := errors.New("no database")
	lost := payment.NewMethods(payment.Test(p, func(context.Context) (bool, error) { return false, broken }))

	if offered, err := demo.Offered(t.Context()); err != nil || len(offered) != 2 {
		t.Errorf("a demo offers %+v, %v", offered, err)
	}
	if _, err := live.Choose(t.Context(), "test"); !errors.Is(err, payment.ErrUnknownMethod) {
		t.Errorf("a live shop takes test payments: %v", err)
	}
	if m, err := live.Of("test"); err != nil || m.Offline() {
		t.Errorf("an old order's method: %+v, %v", m, err)
	}
	if m, err := live.Choose(t.Context(), "transfer"); err != nil || !m.Offline() {
		t.Errorf("transfer: %+v, %v", m, err)
	}
	if _, err := live.Of("shells"); !errors.Is(err, payment.ErrUnknownMethod) {
		t.Errorf("shells: %v", err)
	}
	if _, err := lost.Choose(t.Context(), "test"); !errors.Is(err, broken) {
		t.Errorf("lost: %v", err)
	}
}
