package shipping_test

import (
	"testing"

	"shop/modules/orders/internal/shipping"
)

func TestTrackingURL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ carrier, tracking, want string }{
		{"DHL", "0034 0434", "https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340434"},
		{"dhl Express", "1", "https://www.dhl.com/global-en/home/tracking.html?tracking-id=1"},
		{"Royal Mail", "AB1GB", "https://www.royalmail.com/track-your-item#/tracking-results/AB1GB"},
		{"UPS", `"><script>`, "https://www.ups.com/track?tracknum=%22%3E%3Cscript%3E"},
		{"UPS", "", ""},
		{"", "1", ""},
		{"A friend on a bicycle", "1", ""},
	} {
		if got := shipping.TrackingURL(c.carrier, c.tracking); got != c.want {
			t.Errorf("%q %q: %q, want %q", c.carrier, c.tracking, got, c.want)
		}
	}
}
