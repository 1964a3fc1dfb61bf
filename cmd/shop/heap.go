package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// growth is how many percent of what is in use the heap may grow before it is
	// collected. Stored answers make little garbage, so a third of Go's default
	// costs next to nothing and keeps the process small.
	growth = 30
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
	t := &tuner{percent: growth, read: []metrics.Sample{
		{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"},
	}}
	runtime.SetFinalizer(t, (*tuner).collected)
}

// tuner hears of each collection by being collected itself.
type tuner struct {
	percent int
	read    []metrics.Sample // the heap, then what else there is to scan
}

func (t *tuner) collected() {
	metrics.Read(t.read)
	heap := t.read[0].Value.Uint64()
	percent := percentFor(heap, heap+t.read[1].Value.Uint64()+t.read[2].Value.Uint64())
	if percent*10 > t.percent*11 || percent*11 < t.percent*10 { // the world stops for a change
		debug.SetGCPercent(percent)
		t.percent = percent
	}
	runtime.SetFinalizer(t, (*tuner).collected)
}

// percentFor is how many percent a heap may grow of which so many bytes are in
// use. The runtime takes them of all that it scans, and lets none be collected
// below 4 MiB times that.
func percentFor(heap, scanned uint64) int {
	if heap >= roomy || scanned == 0 {
		return growth
	}
	const smallest = 4 << 20
	return max(growth, int(min((roomy-heap)*100/scanned, roomy*100/smallest)))
}
