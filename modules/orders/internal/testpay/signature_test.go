package testpay

import (
	"strings"
	"testing"
	"time"
)

func TestGenuine_takes_what_was_signed_lately_and_nothing_else(t *testing.T) {
	t.Parallel()
	now := time.Now()
	body := []byte(`{"id":"1","key":"k"}`)
	good := sign("secret", now, body)
	for name, tc := range map[string]struct {
		header string
		body   string
		at     time.Time
		want   bool
	}{
		"as it was sent":          {good, string(body), now, true},
		"a little later":          {good, string(body), now.Add(tolerance - time.Second), true},
		"long after":              {good, string(body), now.Add(tolerance + 2*time.Second), false},
		"long before":             {good, string(body), now.Add(-tolerance - 2*time.Second), false},
		"another body":            {good, string(body) + " ", now, false},
		"another time":            {strings.Replace(good, "t=", "t=1", 1), string(body), now, false},
		"a newer time":            {sign("secret", now.Add(time.Second), nil), string(body), now, false},
		"another secret":          {sign("guess", now, body), string(body), now, false},
		"no signature":            {"", string(body), now, false},
		"no hash":                 {strings.Split(good, "v1=")[0], string(body), now, false},
		"a hash that isn't hex":   {good[:len(good)-2] + "zz", string(body), now, false},
		"a time that isn't one":   {"t=x,v1=00", string(body), now, false},
		"fields that are swapped": {"v1=00,t=1", string(body), now, false},
	} {
		if got := genuine("secret", tc.header, []byte(tc.body), tc.at); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
