package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Rate is how often something may be done: Limit times Per duration, or
// without limit when Off.
type Rate struct {
	Limit int
	Per   time.Duration
	Off   bool
}

// ParseRate reads "100/1m" (a number of times per duration) or "off". The
// number is from 1 to a million, the duration from a second to a day.
func ParseRate(text string) (Rate, error) {
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "off") {
		return Rate{Off: true}, nil
	}
	times, per, found := strings.Cut(text, "/")
	limit, err := strconv.Atoi(strings.TrimSpace(times))
	if !found || err != nil {
		return Rate{}, fmt.Errorf("%q is no rate", text)
	}
	if limit < 1 || limit > 1_000_000 {
		return Rate{}, fmt.Errorf("%d is not between 1 and 1000000", limit)
	}
	duration, err := time.ParseDuration(strings.TrimSpace(per))
	if err != nil || duration < time.Second || duration > 24*time.Hour {
		return Rate{}, fmt.Errorf("%q is no duration between 1s and 24h", per)
	}
	return Rate{Limit: limit, Per: duration}, nil
}

// String returns what [ParseRate] reads.
func (r Rate) String() string {
	if r.Off {
		return "off"
	}
	return strconv.Itoa(r.Limit) + "/" + compact(r.Per)
}

// compact drops the zero units that time.Duration prints: "1m", not "1m0s".
func compact(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
