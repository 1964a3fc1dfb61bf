package redis

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAllowance_is_size_at_once_and_size_more_per_period(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Family{MaxArbitrary: rapid.IntRange(0, 5).Draw(t, "size"), TTL: 10 * time.Second}
		a, now := newAllowance(f), time.Duration(0)
		var taken []time.Duration
		for _, pause := range rapid.SliceOfN(rapid.IntRange(-100, 3000), 0, 100).Draw(t, "pauses") {
			now += time.Duration(pause) * time.Millisecond
			if a.take(now) {
				taken = append(taken, now)
			}
		}
		for i := range taken {
			in := 0
			for _, at := range taken[i:] {
				if at-taken[i] < f.TTL {
					in++
				}
			}
			if in > 2*f.MaxArbitrary {
				t.Fatalf("%d within a period, at most %d are right", in, 2*f.MaxArbitrary)
			}
		}
	})
}

func TestAllowance_comes_back(t *testing.T) {
	a := newAllowance(Family{MaxArbitrary: 2, TTL: 10 * time.Second})
	for _, step := range []struct {
		at   time.Duration
		want bool
	}{{0, true}, {0, true}, {0, false}, {4 * time.Second, false}, {5 * time.Second, true}, {5 * time.Second, false}, {time.Hour, true}, {time.Hour, true}, {time.Hour, false}} {
		if got := a.take(step.at); got != step.want {
			t.Errorf("at %s: %v, want %v", step.at, got, step.want)
		}
	}
}
