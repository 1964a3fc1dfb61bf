package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// growth is how many percent of what is in use the heap may grow before it is
	// collected. Stored answers make little garbage, so half of Go's default
	// costs next to nothing and keeps the process small.
	growth = 50
	// roomy is the size in bytes up to which the heap may grow in any case. It is
	// what a shop with many visitors has anyway; one with few and many orders
	// would be collected for every handful of them.
	roomy = 24 << 20
)

// frugal sets that, unless GOGC says something else.
func frugal() {
	if set := debug.SetGCPercent(growth); set != 100 {
		debug.SetGCPercent(set)
		return
	}
	t := &tuner{live: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}, percent: growth}
	runtime.SetFinalizer(t, (*tuner).collected)
}

// tuner hears of each collection by being collected itself.
type tuner struct {
	live    []metrics.Sample
	percent int
}

func (t *tuner) collected() {
	metrics.Read(t.live)
	percent := percentFor(t.live[0].Value.Uint64())
	if percent*10 > t.percent*11 || percent*11 < t.percent*10 { // the world stops for a change
		debug.SetGCPercent(percent)
		t.percent = percent
	}
	runtime.SetFinalizer(t, (*tuner).collected)
}

// percentFor is how many percent a heap may grow of which so many bytes are in
// use.
func percentFor(live uint64) int {
	if live == 0 || live >= roomy {
		return growth
	}
	return max(growth, int((roomy-live)*100/live))
}
