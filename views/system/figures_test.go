package system_test

import (
	"testing"
	"time"

	"shop/views/system"
)

func TestFigures_are_written_as_they_are_read(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		system.Grouped(int64(0)):         "0",
		system.Grouped(int64(999)):       "999",
		system.Grouped(uint64(1000)):     "1,000",
		system.Grouped(uint64(12345678)): "12,345,678",

		system.Counted(1, "key is", "keys are"):    "1 key is",
		system.Counted(1204, "key is", "keys are"): "1,204 keys are",

		system.Bytes(0):         "0 B",
		system.Bytes(999):       "999 B",
		system.Bytes(1000):      "1.0 kB",
		system.Bytes(256 << 10): "256 kB",
		system.Bytes(1 << 20):   "1 MB",
		system.Bytes(3250586):   "3.1 MB",
		system.Bytes(1 << 62):   "4194304 TB",

		system.Percent(0):       "0.0 %",
		system.Percent(0.00001): "under 0.1 %",
		system.Percent(0.6666):  "66.7 %",
		system.Percent(0.99999): "over 99.9 %",
		system.Percent(1):       "100.0 %",

		system.Lasted(0):                             "0 seconds",
		system.Lasted(time.Second):                   "1 second",
		system.Lasted(90 * time.Second):              "90 seconds",
		system.Lasted(30 * time.Minute):              "30 minutes",
		system.Lasted(time.Hour):                     "1 hour",
		system.Lasted(90 * time.Minute):              "90 minutes",
		system.Lasted(24 * time.Hour):                "1 day",
		system.Lasted(30 * time.Hour):                "30 hours",
		system.Lasted(400 * 24 * time.Hour):          "400 days",
		system.Lasted(2*time.Hour + time.Nanosecond): "2 hours",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
