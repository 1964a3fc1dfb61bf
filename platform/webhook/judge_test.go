package webhook

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"shop/platform/egress"
)

func TestJudge_tries_for_three_days_with_growing_pauses(t *testing.T) {
	t.Parallel()
	away := errors.New("connection refused")
	var last, total time.Duration
	attempts := 1
	for ; ; attempts++ {
		o := judge(Result{}, away, Delivery{Attempts: attempts})
		if o.State == Dead {
			break
		}
		if o.State != Queued || o.Error != away.Error() || o.RetryIn < last {
			t.Fatalf("attempt %d: %+v after a pause of %v, want a longer one", attempts, o, last)
		}
		last = o.RetryIn * 9 / 11 // pauses are spread by a tenth either way
		total += o.RetryIn
	}
	if total < 64*time.Hour || total > 80*time.Hour {
		t.Errorf("given up after %d attempts in %v", attempts, total)
	}
}

func TestJudge_gives_up_at_once_where_trying_again_is_no_use(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errGone, fmt.Errorf("dial: %w", egress.ErrAddress)} {
		if o := judge(Result{Status: 410}, err, Delivery{Attempts: 1}); o.State != Dead || o.Error == "" {
			t.Errorf("%v: %+v", err, o)
		}
	}
	if o := judge(Result{Status: 200}, nil, Delivery{Attempts: 7}); o.State != Delivered || o.Status != 200 {
		t.Errorf("a success: %+v", o)
	}
}

func TestLease_outlasts_an_attempt_and_its_note(t *testing.T) {
	t.Parallel()
	// The hook is read before the attempt, and the result noted after it.
	if leaseTime < noteTime+attemptTime+noteTime+5*time.Second {
		t.Errorf("a lease of %v ends while an attempt of %v may be under way", leaseTime, attemptTime)
	}
}

func TestReadable_is_text_of_one_line(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ said, want string }{
		{"\n<b>no</b>\r\nway\x00\x1b[31m\xff ", "<b>no</b>  way[31m"},
		{"", ""},
	} {
		if got := readable([]byte(tc.said)); got != tc.want {
			t.Errorf("readable(%q) = %q, want %q", tc.said, got, tc.want)
		}
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	now := time.Now()
	body := []byte(`{"id":"1"}`)
	good, later := Sign("secret", now, body), Sign("secret", now.Add(time.Second), body)
	for name, tc := range map[string]struct {
		secret, signature, body string
		at                      time.Time
		want                    bool
	}{
		"as it was sent":        {"secret", good, string(body), now, true},
		"within the tolerance":  {"secret", good, string(body), now.Add(Tolerance - 2*time.Second), true},
		"long after":            {"secret", good, string(body), now.Add(Tolerance + 2*time.Second), false},
		"before it was sent":    {"secret", good, string(body), now.Add(-Tolerance - 2*time.Second), false},
		"another secret":        {"other", good, string(body), now, false},
		"another body":          {"secret", good, string(body) + " ", now, false},
		"another time":          {"secret", later[:len("t=0123456789")] + good[len("t=0123456789"):], string(body), now, false},
		"no signature":          {"secret", "", string(body), now, false},
		"a hash that isn't hex": {"secret", good[:len(good)-2] + "zz", string(body), now, false},
	} {
		if got := Verify(tc.secret, tc.signature, []byte(tc.body), tc.at); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}
