package e2e_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// vitals are what a process must not have more of after a fault than before.
type vitals struct {
	goroutines int
	heap       int64 // live bytes, after a garbage collection
}

// What may be more after a fault: keep-alive connections that are about to be
// closed, and caches that had not been full.
const (
	moreGoroutines = 40
	moreHeap       = 24 << 20
)

// grownFrom says in words what is more than before, "" where nothing is.
func (v vitals) grownFrom(before vitals) string {
	var grown []string
	if v.goroutines > before.goroutines+moreGoroutines {
		grown = append(grown, fmt.Sprintf("%d goroutines, %d before", v.goroutines, before.goroutines))
	}
	if v.heap > before.heap+moreHeap {
		grown = append(grown, fmt.Sprintf("a heap of %d MB, %d MB before", v.heap>>20, before.heap>>20))
	}
	return strings.Join(grown, "; ")
}

// vitals are read from the listener for operators.
func (s *shop) vitals(t testing.TB) vitals {
	t.Helper()
	s.ops(t, "/debug/pprof/heap?gc=1")
	figures := s.metrics(t)
	return vitals{goroutines: int(figures["go_goroutines"]), heap: int64(figures["go_memstats_heap_alloc_bytes"])}
}

// metrics returns the figures of /metrics by name and labels, as they are
// written there.
func (s *shop) metrics(t testing.TB) map[string]float64 {
	t.Helper()
	figures := make(map[string]float64)
	lines := bufio.NewScanner(strings.NewReader(s.ops(t, "/metrics")))
	for lines.Scan() {
		name, value, ok := cutLast(lines.Text(), " ")
		if n, err := strconv.ParseFloat(value, 64); ok && err == nil && !strings.HasPrefix(name, "#") {
			figures[name] = n
		}
	}
	return figures
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// ops GETs a path of the listener for operators.
func (s *shop) ops(t testing.TB, path string) string {
	t.Helper()
	client := http.Client{Timeout: 20 * time.Second}
	res, err := client.Get("http://" + s.opsAddr + path)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", path, res.StatusCode, err)
	}
	return string(body)
}
