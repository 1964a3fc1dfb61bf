package identity_test

import (
	"strings"
	"testing"

	"shop/platform/identity"
)

func TestValidEmail(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"ann@example.org":                   true,
		"ann+shop@mail.example.org":         true,
		"o'brien@example.org":               true,
		"jörg@müller.example":               true,
		"":                                  false,
		"ann":                               false,
		"@example.org":                      false,
		"ann@":                              false,
		" ann@example.org":                  false,
		"Ann <ann@example.org>":             false,
		"ann@example.org,bob@example.org":   false,
		"ann@example.org\r\nBcc: b@e.org":   false,
		"ann\x00@example.org":               false,
		`"ann bob"@example.org`:             false,
		"ann@[127.0.0.1]":                   false,
		strings.Repeat("a", 250) + "@b.org": false,
	}
	for address, want := range tests {
		if got := identity.ValidEmail(address); got != want {
			t.Errorf("ValidEmail(%q) = %t, want %t", address, got, want)
		}
	}
}

func TestNormalEmail_is_one_form_for_one_mailbox(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"Ann@Example.ORG", "  ann@example.org\n", "ANN@EXAMPLE.ORG"} {
		if got := identity.NormalEmail(typed); got != "ann@example.org" {
			t.Errorf("NormalEmail(%q) = %q", typed, got)
		}
	}
}

func FuzzValidEmail(f *testing.F) {
	f.Add("ann@example.org")
	f.Add("a@b\r\nBcc: c@d")
	f.Fuzz(func(t *testing.T, s string) {
		if identity.ValidEmail(s) && (strings.ContainsAny(s, "\r\n<>, ") || strings.Count(s, "@") == 0) {
			t.Errorf("ValidEmail(%q) let a header or a list through", s)
		}
	})
}
