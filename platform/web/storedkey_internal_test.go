package web

import (
	"net/url"
	"slices"
	"testing"
)

// FuzzAddressOf: what is taken for canonical without being taken apart is what
// net/url would have made of it.
func FuzzAddressOf(f *testing.F) {
	for _, seed := range []string{"", "a=1", "a=1&b=2", "b=2&a=1", "a=%41", "a", "a=1&a=2", "c=1", "a=x+y", "a=;b=1", "&", "a=1&", "=&a=1", "a=ä"} {
		f.Add(seed)
	}
	params := []string{"a", "b"}
	f.Fuzz(func(t *testing.T, raw string) {
		at, ok := addressOf(&url.URL{Path: "/p", RawQuery: raw}, params)
		values, err := url.ParseQuery(raw)
		good := err == nil && len(raw) <= maxStoredQuery
		for name, list := range values {
			good = good && slices.Contains(params, name) && len(list) == 1
		}
		if ok != good {
			t.Fatalf("%q may be stored: %t", raw, ok)
		}
		if ok && at.query != values.Encode() {
			t.Errorf("%q is kept as %q, want %q", raw, at.query, values.Encode())
		}
	})
}
