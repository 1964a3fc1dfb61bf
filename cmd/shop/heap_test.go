package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestPercentFor(t *testing.T) {
	for _, c := range []struct {
		heap, scanned uint64
		want          int
	}{
		{4 << 20, 4 << 20, 500}, {12 << 20, 12 << 20, 100}, {4 << 20, 20 << 20, 100}, {1 << 20, 1 << 20, 600},
		{roomy, roomy, growth}, {1 << 30, 1 << 30, growth}, {0, 0, growth},
	} {
		if got := percentFor(c.heap, c.scanned); got != c.want {
			t.Errorf("a heap of %d bytes, with %d to scan, may grow by %d%%, want %d%%", c.heap, c.scanned, got, c.want)
		}
	}
}

// TestFrugal shows that the room is given again after each collection, as what
// is in use grows and shrinks.
func TestFrugal(t *testing.T) {
	before := debug.SetGCPercent(100)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	frugal()
	percent := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	await := func(what string, right func(uint64) bool) {
		t.Helper()
		for range 200 {
			runtime.GC()
			time.Sleep(5 * time.Millisecond) // the finalizer runs beside this
			if metrics.Read(percent); right(percent[0].Value.Uint64()) {
				return
			}
		}
		t.Errorf("%s, the heap may grow by %d%%", what, percent[0].Value.Uint64())
	}
	roomier := func(p uint64) bool { return p > growth }
	await("with little in use", roomier)
	much := make([]byte, 2*roomy)
	await("with much in use", func(p uint64) bool { return p == growth })
	runtime.KeepAlive(much)
	await("with little in use again", roomier)
}
