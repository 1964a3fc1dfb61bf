package orders

import (
	"testing"
	"time"
)

func day(n int, amount int64) AdminDay {
	return AdminDay{Date: time.Date(2025, 3, n, 0, 0, 0, 0, time.UTC), Amount: amount, Revenue: "€"}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	t.Run("the_best_day_fills_the_height", func(t *testing.T) {
		got := columns([]AdminDay{day(1, 50), day(2, 100)})
		if got[1].height != "140.0" || got[1].y != "12.0" || got[0].height != "70.0" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("little_can_be_seen_and_nothing_is_a_line", func(t *testing.T) {
		got := columns([]AdminDay{day(1, 1), day(2, 0), day(3, 1e9)})
		if got[0].height != "4.0" || got[1].height != "2.0" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("without_any_sale_all_are_lines", func(t *testing.T) {
		if got := columns([]AdminDay{day(1, 0)}); got[0].height != "2.0" || !got[0].last {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("today_is_always_labelled_and_never_more_than_seven", func(t *testing.T) {
		for n := 1; n <= 60; n++ {
			days := make([]AdminDay, n)
			labels := 0
			got := columns(days)
			for _, c := range got {
				if c.label != "" {
					labels++
				}
			}
			if got[n-1].label == "" || labels > 7 {
				t.Errorf("%d days have %d labels", n, labels)
			}
		}
	})
	t.Run("no_days_make_no_columns", func(t *testing.T) {
		if got := columns(nil); len(got) != 0 {
			t.Errorf("got %+v", got)
		}
	})
}
