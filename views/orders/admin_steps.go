package orders

import "strings"

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

// parcelName says what is known of a parcel.
func parcelName(p AdminParcel) string {
	name := strings.TrimSpace(p.Carrier + " " + p.Tracking)
	if name == "" {
		return "Handed over"
	}
	return name
}
