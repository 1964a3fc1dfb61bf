package orders

import (
	"slices"
	"strings"
)

// thisOrderRefresh are the live events that change one order's page; admin.js
// sends the first one, so that other orders leave alone what is typed here.
func thisOrderRefresh(number string) string {
	return "order." + number + " from:#live, live:resume from:#live"
}

// hasMore reports whether there are steps beside the one in the page's head.
func hasMore(steps []AdminStep) bool {
	for _, s := range steps {
		if !s.Primary || s.Consequence != "" {
			return true
		}
	}
	return false
}

// parcelName says who has a parcel and under what number, "" where neither is
// known.
func parcelName(p AdminParcel) string { return strings.TrimSpace(p.Carrier + " " + p.Tracking) }

// asksForCarrier reports whether the parcel can be handed over now.
func (p AdminParcel) asksForCarrier() bool {
	return slices.ContainsFunc(p.Steps, func(s AdminStep) bool { return s.To == "shipped" })
}

// amountHint says what the amount may be.
func (f AdminRefundForm) amountHint() string {
	hint := "Up to " + f.Most + "."
	if len(f.Lines) > 0 {
		hint += " Left empty, it is what was paid for the units."
	}
	return hint
}

// offered reports whether there is something to choose: with a single unit
// left, the order's own steps do.
func (p AdminPart) offered() bool {
	left := 0
	for _, l := range p.Lines {
		left += l.Left
	}
	return left > 1 || p.Open && left > 0
}
