package signin_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"shop/modules/auth/internal/signin"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mail/mailtest"
)

func TestPasswords_Forgot(t *testing.T) {
	t.Parallel()
	t.Run("mails_three_links_an_hour_at_most", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		d.registerAnn(t)
		for range 5 {
			if err := d.passwords.Forgot(t.Context(), " ANN@example.org"); err != nil {
				t.Fatalf("Forgot: %v", err)
			}
		}
		if n := len(mailtest.Sent(t, d.mailer)); n != 3 {
			t.Errorf("%d mails, want 3", n)
		}
	})
	t.Run("takes_as_long_without_an_account", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		for _, email := range []string{"ann@example.org", "nobody@example.org"} {
			start := time.Now()
			if err := d.passwords.Forgot(t.Context(), email); err != nil {
				t.Fatalf("Forgot: %v", err)
			}
			if took := time.Since(start); took < 250*time.Millisecond {
				t.Errorf("the answer for %s came after %v, want the same pause for all", email, took)
			}
		}
	})
	t.Run("is_limited_by_address", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 2)
		ctx := identity.With(t.Context(), identity.Caller{IP: "192.0.2.1"})
		for _, email := range []string{"a@example.org", "b@example.org"} {
			if err := d.passwords.Forgot(ctx, email); err != nil {
				t.Fatalf("Forgot: %v", err)
			}
		}
		if err := d.passwords.Forgot(ctx, "c@example.org"); !errors.Is(err, signin.ErrTooMany) {
			t.Errorf("Forgot = %v, want ErrTooMany", err)
		}
		if err := d.passwords.Forgot(ctx, "no address"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Forgot of no address = %v, want fault.Invalid", err)
		}
	})
}

func TestPasswords_Reset_takes_a_link_once_of_two_at_once(t *testing.T) {
	t.Parallel()
	d := newDesk(t, cheap, 0)
	d.registerAnn(t)
	if err := d.passwords.Forgot(t.Context(), "ann@example.org"); err != nil {
		t.Fatalf("Forgot: %v", err)
	}
	token := tokenIn(t, mailtest.Sent(t, d.mailer)[0].Text)
	var group sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		group.Go(func() { errs[i] = d.passwords.Reset(t.Context(), token, "password number "+string(rune('0'+i))) })
	}
	group.Wait()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner < 0:
			winner = i
		case !errors.Is(err, signin.ErrExpired):
			t.Errorf("Reset = %v, want ErrExpired for all but one", err)
		}
	}
	if winner < 0 {
		t.Fatal("no reset succeeded")
	}
	if err := d.try(t, "192.0.2.1", "ann@example.org", "password number "+string(rune('0'+winner))); err != nil {
		t.Errorf("the winner's password: %v", err)
	}
	if err := d.passwords.Check(t.Context(), token); !errors.Is(err, signin.ErrExpired) {
		t.Errorf("Check = %v, want ErrExpired", err)
	}
}

func tokenIn(t *testing.T, text string) string {
	t.Helper()
	const before = "https://shop.example.org/reset/"
	for i := range text {
		if len(text) > i+len(before)+43 && text[i:i+len(before)] == before {
			return text[i+len(before) : i+len(before)+43]
		}
	}
	t.Fatalf("no link in %q", text)
	return ""
}
