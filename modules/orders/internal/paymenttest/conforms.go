package paymenttest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"shop/modules/orders/internal/payment"
	"shop/platform/money"
)

// Subject is a provider, and its surroundings.
type Subject struct {
	Provider payment.Provider
	// Email is the payer's, by which a test provider is told what to do.
	Email string
	// Confirm is what a payer does who is asked to confirm; it reports whether
	// there was anything to confirm. Payers who aren't asked need none.
	Confirm func(t testing.TB, page string) bool
	// Kept is what the provider's books say was taken under a key, less what
	// went back, in minor units.
	Kept func(t testing.TB, key string) int64
}

// Conforms holds a provider against every promise of [payment.Provider].
func Conforms(t *testing.T, s Subject) {
	t.Helper()
	for name, promise := range map[string]func(*testing.T, payer){
		"takes_money_once_per_key":                      takesOnce,
		"knows_nothing_of_what_it_was_never_asked":      knowsNothing,
		"captures_nothing_after_a_void":                 voids,
		"captures_nothing_that_was_voided_unheard":      voidsUnheard,
		"keeps_what_was_captured_before_a_void":         keeps,
		"decides_between_a_capture_and_a_void_at_once":  decides,
		"takes_no_more_than_was_authorised":             takesNoMore,
		"gives_money_back_once_per_refund":              refundsOnce,
		"gives_no_more_back_than_was_captured":          refundsNoMore,
		"says_the_same_to_everybody_who_asks_afterward": fetches,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			promise(t, payer{s, payment.Authorisation{
				Key: "key-" + name, Amount: money.New(1000, "EUR"), Email: s.Email, Reference: "K7QF3M9T",
				ReturnURL: "https://shop.example.org/orders/K7QF3M9T/return",
			}})
		})
	}
}

// payer is one payment in the making.
type payer struct {
	Subject
	a payment.Authorisation
}

func (p *payer) authorise(t *testing.T) payment.Payment {
	t.Helper()
	got, err := p.Provider.Authorise(t.Context(), p.a)
	if err != nil {
		t.Fatalf("authorise: %v", err)
	}
	p.a.ID = got.ID
	return got
}

// promise has the payment authorised, or captured where that comes at once.
func (p *payer) promise(t *testing.T) payment.Payment {
	t.Helper()
	got := p.authorise(t)
	if got.State != payment.Pending {
		return got
	}
	if got.Next == nil || !p.Confirm(t, got.Next.URL) {
		t.Fatalf("there is nothing to confirm: %+v", got)
	}
	return p.fetch(t)
}

func (p *payer) fetch(t *testing.T) payment.Payment {
	t.Helper()
	got, err := p.Provider.Fetch(t.Context(), p.a)
	if err != nil {
		t.Fatalf("fetch: %v", err)
	}
	return got
}

func (p *payer) capture(ctx context.Context) (payment.Payment, error) {
	return p.Provider.Capture(ctx, payment.Capture{Key: p.a.Key, ID: p.a.ID, Amount: p.a.Amount})
}

// paid has the money taken.
func (p *payer) paid(t *testing.T) payment.Payment {
	t.Helper()
	p.promise(t)
	got, err := p.capture(t.Context())
	if err != nil {
		t.Fatalf("capture: %v", err)
	}
	p.want(t, got, payment.Captured, 1000)
	return got
}

func (p *payer) void(t *testing.T) payment.Payment {
	t.Helper()
	got, err := p.Provider.Void(t.Context(), p.a)
	if err != nil {
		t.Fatalf("void: %v", err)
	}
	return got
}

func (p *payer) refund(ctx context.Context, id string, amount int64) error {
	return p.Provider.Refund(ctx, payment.Refund{Key: p.a.Key, PaymentID: p.a.ID, ID: p.a.Key + ":" + id, Amount: money.New(amount, "EUR")})
}

// want checks what a provider says, and what its books do.
func (p *payer) want(t *testing.T, got payment.Payment, state payment.State, kept int64) {
	t.Helper()
	if got.State != state || got.Key != p.a.Key || state == payment.Captured && got.Captured.Amount != kept {
		t.Errorf("the provider says %+v, want it %s", got, state)
	}
	if books := p.Kept(t, p.a.Key); books != kept {
		t.Errorf("its books have %d, want %d", books, kept)
	}
}

// at runs do several times at once.
func at(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

func takesOnce(t *testing.T, p payer) {
	at(10, func(int) {
		if _, err := p.Provider.Authorise(t.Context(), p.a); err != nil {
			t.Errorf("authorise: %v", err)
		}
	})
	p.promise(t)
	at(10, func(int) {
		if got, err := p.capture(t.Context()); err != nil || got.State != payment.Captured {
			t.Errorf("capture: %+v, %v", got, err)
		}
	})
	p.want(t, p.fetch(t), payment.Captured, 1000)
	p.want(t, p.authorise(t), payment.Captured, 1000)
}

func knowsNothing(t *testing.T, p payer) {
	if got, err := p.Provider.Fetch(t.Context(), p.a); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("fetch: %+v, %v; want ErrUnknown", got, err)
	}
	if got, err := p.capture(t.Context()); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("capture: %+v, %v; want ErrUnknown", got, err)
	}
	if err := p.refund(t.Context(), "r", 1); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("refund: %v; want ErrUnknown", err)
	}
}

func voids(t *testing.T, p payer) {
	first := p.authorise(t)
	if first.State == payment.Captured {
		return // there is no moment in between
	}
	p.want(t, p.void(t), payment.Cancelled, 0)
	if first.Next != nil && p.Confirm(t, first.Next.URL) {
		t.Error("who confirms afterwards finds something to confirm")
	}
	got, err := p.capture(t.Context())
	if err != nil {
		t.Fatalf("capture: %v", err)
	}
	p.want(t, got, payment.Cancelled, 0)
	p.want(t, p.void(t), payment.Cancelled, 0)
}

func voidsUnheard(t *testing.T, p payer) {
	p.want(t, p.void(t), payment.Cancelled, 0)
	p.want(t, p.authorise(t), payment.Cancelled, 0)
}

func keeps(t *testing.T, p payer) {
	p.paid(t)
	p.want(t, p.void(t), payment.Captured, 1000)
}

func decides(t *testing.T, p payer) {
	p.promise(t)
	var captured, voided payment.Payment
	at(2, func(i int) {
		if i == 0 {
			captured, _ = p.capture(t.Context())
		} else {
			voided, _ = p.Provider.Void(t.Context(), p.a)
		}
	})
	now := p.fetch(t)
	if captured.State != now.State || voided.State != now.State {
		t.Errorf("the capture was told %s, the void %s, and it is %s", captured.State, voided.State, now.State)
	}
	p.want(t, now, now.State, now.Captured.Amount)
}

func takesNoMore(t *testing.T, p payer) {
	if got := p.promise(t); got.State != payment.Authorised {
		return // it is taken
	}
	_, err := p.Provider.Capture(t.Context(), payment.Capture{Key: p.a.Key, ID: p.a.ID, Amount: money.New(1001, "EUR")})
	if !errors.Is(err, payment.ErrCaptureTooLarge) {
		t.Errorf("one cent more: %v, want ErrCaptureTooLarge", err)
	}
	got, err := p.Provider.Capture(t.Context(), payment.Capture{Key: p.a.Key, ID: p.a.ID, Amount: money.New(900, "EUR")})
	if err != nil {
		t.Fatalf("less: %v", err)
	}
	p.want(t, got, payment.Captured, 900)
}

func refundsOnce(t *testing.T, p payer) {
	p.paid(t)
	at(10, func(int) {
		if err := p.refund(t.Context(), "a", 600); err != nil {
			t.Errorf("the same refund again: %v", err)
		}
	})
	if kept := p.Kept(t, p.a.Key); kept != 400 {
		t.Errorf("%d are left, want 400", kept)
	}
}

func refundsNoMore(t *testing.T, p payer) {
	p.paid(t)
	at(10, func(i int) {
		if err := p.refund(t.Context(), strconv.Itoa(i), 300); err != nil && !errors.Is(err, payment.ErrRefundTooLarge) {
			t.Errorf("refund: %v", err)
		}
	})
	if err := p.refund(t.Context(), "more", 101); !errors.Is(err, payment.ErrRefundTooLarge) {
		t.Errorf("more than is left: %v, want ErrRefundTooLarge", err)
	}
	if err := p.refund(t.Context(), "rest", 100); err != nil {
		t.Errorf("what is left: %v", err)
	}
	if kept := p.Kept(t, p.a.Key); kept != 0 {
		t.Errorf("%d are left, want nothing", kept)
	}
}

func fetches(t *testing.T, p payer) {
	want := p.paid(t)
	at(5, func(int) {
		if got, err := p.Provider.Fetch(t.Context(), p.a); err != nil || got.State != want.State || got.Captured != want.Captured || got.ID != want.ID {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	})
}

// Kept reads a test provider's ledger for [Subject.Kept].
func Kept(t testing.TB, book payment.Book, key string) int64 {
	t.Helper()
	entries, err := book.Entries(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatalf("paymenttest: %v", err)
	}
	sum := int64(0)
	for _, e := range entries {
		if e.Key != key {
			continue
		}
		sum += e.Captured.Amount
		for _, r := range e.Refunds {
			sum -= r.Amount.Amount
		}
	}
	return sum
}
