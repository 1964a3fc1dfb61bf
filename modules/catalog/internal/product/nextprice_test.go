package product

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"shop/platform/money"
)

// The price changes at the moments that nextPriceChange tells, and at no other.
func TestContent_nextPriceChange_misses_none(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		v := Variant{Price: money.New(2000, "EUR")}
		from := time.Duration(0)
		for range rapid.IntRange(0, 4).Draw(t, "sales") {
			from += time.Duration(rapid.IntRange(0, 5).Draw(t, "pause")) * time.Minute
			until := from + time.Duration(rapid.IntRange(1, 5).Draw(t, "length"))*time.Minute
			v.Sales = append(v.Sales, Sale{From: noon.Add(from), Until: noon.Add(until), Price: money.New(rapid.Int64Range(0, 1999).Draw(t, "price"), "EUR")})
			from = until
		}
		c := Content{Variants: []Variant{v}}
		at := noon.Add(-time.Minute)
		price, _ := v.PriceAt(at)
		next := c.nextPriceChange(at)
		for range 60 {
			at = at.Add(time.Minute)
			now, _ := v.PriceAt(at)
			if now != price && (next == nil || !at.Equal(*next)) {
				t.Fatalf("at %v it changed from %v to %v, and %v was told", at, price, now, next)
			}
			price = now
			if next != nil && at.Equal(*next) {
				next = c.nextPriceChange(at)
			}
		}
	})
}
