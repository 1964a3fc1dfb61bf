package shipping

import (
	"net/url"
	"strings"
)

// trackers are the pages of known carriers where a parcel can be followed, as
// the carriers document them; the tracking number is put behind.
var trackers = map[string]string{
	"dhl":       "https://www.dhl.com/global-en/home/tracking.html?tracking-id=",
	"dpd":       "https://tracking.dpd.de/status/en_US/parcel/",
	"fedex":     "https://www.fedex.com/fedextrack/?trknbr=",
	"gls":       "https://gls-group.com/track/",
	"royalmail": "https://www.royalmail.com/track-your-item#/tracking-results/",
	"ups":       "https://www.ups.com/track?tracknum=",
	"usps":      "https://tools.usps.com/go/TrackConfirmAction?tLabels=",
}

// TrackingURL returns the carrier's page for a parcel, "" where the carrier
// isn't known or no number is. The carrier's name is read without regard to
// case, spaces, and what comes behind it, such as "DHL Express".
func TrackingURL(carrier, tracking string) string {
	if tracking == "" {
		return ""
	}
	words := strings.Fields(strings.ToLower(carrier))
	for n := len(words); n > 0; n-- {
		if page, known := trackers[strings.Join(words[:n], "")]; known {
			return page + url.QueryEscape(strings.ReplaceAll(tracking, " ", ""))
		}
	}
	return ""
}
