package system

import (
	"fmt"
	"strconv"
	"time"
)

// Grouped writes a number as it is read: "1,234,567".
func Grouped[N int64 | uint64](n N) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Counted says a number with its noun.
func Counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Grouped(n) + " " + many
}

// Bytes writes a size to two digits or so: "340 B", "1.2 kB", "64 kB", "3.1 MB".
func Bytes(n int64) string {
	size, units := float64(n), []string{"B", "kB", "MB", "GB", "TB"}
	for size >= 1000 && len(units) > 1 {
		size, units = size/1024, units[1:]
	}
	if size < 10 && size != float64(int64(size)) {
		return strconv.FormatFloat(size, 'f', 1, 64) + " " + units[0]
	}
	return strconv.FormatFloat(size, 'f', 0, 64) + " " + units[0]
}

// Percent never says that all or nothing was hit where that is not so.
func Percent(part float64) string {
	rounded := strconv.FormatFloat(part*100, 'f', 1, 64)
	switch {
	case part > 0 && rounded == "0.0":
		return "under 0.1 %"
	case part < 1 && rounded == "100.0":
		return "over 99.9 %"
	}
	return rounded + " %"
}

// Lasted writes a time in the largest unit of which there are two, or exactly
// one: "45 seconds", "90 minutes", "1 hour", "30 hours", "400 days".
func Lasted(d time.Duration) string {
	for _, unit := range []struct {
		length    time.Duration
		one, many string
	}{
		{24 * time.Hour, "day", "days"}, {time.Hour, "hour", "hours"}, {time.Minute, "minute", "minutes"},
	} {
		if d >= 2*unit.length || d == unit.length {
			return Counted(int64(d/unit.length), unit.one, unit.many)
		}
	}
	return Counted(int64(d/time.Second), "second", "seconds")
}
