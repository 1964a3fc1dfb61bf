package pages

import (
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		grouped(int64(0)):         "0",
		grouped(int64(999)):       "999",
		grouped(uint64(1000)):     "1,000",
		grouped(uint64(12345678)): "12,345,678",

		counted(1, "key is", "keys are"):    "1 key is",
		counted(1204, "key is", "keys are"): "1,204 keys are",

		bytes(0):         "0 B",
		bytes(999):       "999 B",
		bytes(1000):      "1.0 kB",
		bytes(256 << 10): "256 kB",
		bytes(1 << 20):   "1 MB",
		bytes(3250586):   "3.1 MB",
		bytes(1 << 62):   "4194304 TB",

		percent(0):       "0.0 %",
		percent(0.00001): "under 0.1 %",
		percent(0.6666):  "66.7 %",
		percent(0.99999): "over 99.9 %",
		percent(1):       "100.0 %",

		lasted(0):                             "0 seconds",
		lasted(time.Second):                   "1 second",
		lasted(90 * time.Second):              "90 seconds",
		lasted(30 * time.Minute):              "30 minutes",
		lasted(time.Hour):                     "1 hour",
		lasted(90 * time.Minute):              "90 minutes",
		lasted(24 * time.Hour):                "1 day",
		lasted(30 * time.Hour):                "30 hours",
		lasted(400 * 24 * time.Hour):          "400 days",
		lasted(2*time.Hour + time.Nanosecond): "2 hours",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
