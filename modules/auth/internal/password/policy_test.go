package password_test

import (
	"strings"
	"testing"

	"shop/modules/auth/internal/password"
)

func TestWeakness(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		password string
		weak     bool
	}{
		"a phrase":                      {"correct horse battery", false},
		"ten characters":                {"zwölf.äpfe", false},
		"spaces and symbols":            {"a b!c d?e f", false},
		"256 characters":                {strings.Repeat("ab", 128), false},
		"nothing":                       {"", true},
		"nine characters":               {"zwölfäpfe", true},
		"257 characters":                {strings.Repeat("ab", 128) + "c", true},
		"the e-mail":                    {"annabelle.lee@example.org", true},
		"the e-mail in capitals":        {"AnnaBelle.Lee@Example.org", true},
		"the e-mail's local part":       {"annabelle.lee", true},
		"one character again and again": {"aaaaaaaaaaaa", true},
		"a common one":                  {"password123", true},
		"a common one in capitals":      {"Password123", true},
		"bytes that are no text":        {"abc\xff\xfedefghijk", true},
	}
	for name, tt := range tests {
		if got := password.Weakness(tt.password, "annabelle.lee@example.org"); (got != "") != tt.weak {
			t.Errorf("%s: Weakness = %q, want weak %t", name, got, tt.weak)
		}
	}
}
