package mail

import (
	"errors"
	"testing"
	"time"
)

func TestJudge_tries_for_days_with_growing_pauses(t *testing.T) {
	t.Parallel()
	away := errors.New("connection refused")
	var last, total time.Duration
	attempts := 1
	for ; ; attempts++ {
		o := judge(away, attempts)
		if o.State == Failed {
			break
		}
		if o.State != Queued || o.Error != away.Error() || o.RetryIn < last {
			t.Fatalf("attempt %d: %+v after a pause of %v, want a longer one", attempts, o, last)
		}
		last = o.RetryIn
		total += last
	}
	if total < 48*time.Hour || total > 5*24*time.Hour {
		t.Errorf("given up after %d attempts in %v", attempts, total)
	}
}

func TestJudge_believes_a_refusal_and_a_success(t *testing.T) {
	t.Parallel()
	if o := judge(refusal{errors.New("550 no such user")}, 1); o.State != Failed || o.Error != "550 no such user" {
		t.Errorf("a refusal: %+v, want failed", o)
	}
	if o := judge(nil, 7); o.State != Delivered || o.Error != "" {
		t.Errorf("a success: %+v, want delivered", o)
	}
}

func TestLease_outlasts_a_delivery(t *testing.T) {
	t.Parallel()
	if leaseTime < deliveryTime+10*time.Second {
		t.Errorf("a lease of %v ends while a delivery of %v may be under way", leaseTime, deliveryTime)
	}
}
