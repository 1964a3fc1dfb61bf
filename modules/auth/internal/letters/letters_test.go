package letters_test

import (
	"strings"
	"testing"
	"time"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/letters"
	"shop/platform/mail"
	"shop/platform/mail/mailtest"
	"shop/platform/mongo/mongotest"
)

var ann = account.Account{Email: "ann@example.org", Name: `Ann <b>"Bold"</b>`}

func TestLetters_PasswordReset_mails_the_link(t *testing.T) {
	t.Parallel()
	m := mailtest.New(t, mongotest.New(t))
	l := letters.New(m, "https://shop.example.org")
	for range 2 { // the second is the same mail again
		if err := l.PasswordReset(t.Context(), "reset-1", ann, "tok-en_1", time.Hour); err != nil {
			t.Fatalf("PasswordReset: %v", err)
		}
	}
	got := only(t, m)
	if got.To != "ann@example.org" || got.Subject == "" {
		t.Errorf("the mail is to %q about %q", got.To, got.Subject)
	}
	for part, body := range map[string]string{"text": got.Text, "HTML": got.HTML} {
		for _, want := range []string{"https://shop.example.org/reset/tok-en_1", "60 minutes", "shop.example.org"} {
			if !strings.Contains(body, want) {
				t.Errorf("the %s lacks %q:\n%s", part, want, body)
			}
		}
	}
	if strings.Contains(got.HTML, "<b>") {
		t.Errorf("the name's markup reached the HTML:\n%s", got.HTML)
	}
	if !strings.Contains(got.Text, ann.Name) {
		t.Errorf("the text doesn't say the name as it is:\n%s", got.Text)
	}
}

func TestLetters_PasswordChanged_says_what_to_do(t *testing.T) {
	t.Parallel()
	m := mailtest.New(t, mongotest.New(t))
	if err := letters.New(m, "https://shop.example.org").PasswordChanged(t.Context(), "changed-1", ann); err != nil {
		t.Fatalf("PasswordChanged: %v", err)
	}
	got := only(t, m)
	for part, body := range map[string]string{"text": got.Text, "HTML": got.HTML} {
		if !strings.Contains(body, "https://shop.example.org/forgot") {
			t.Errorf("the %s doesn't tell how to take the account back:\n%s", part, body)
		}
	}
}

func only(t *testing.T, m *mail.Mailer) mail.Mail {
	t.Helper()
	sent := mailtest.Sent(t, m)
	if len(sent) != 1 {
		t.Fatalf("%d mails were sent, want 1", len(sent))
	}
	return sent[0]
}
