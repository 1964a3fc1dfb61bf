package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBench_measures_a_small_shop(t *testing.T) {
	m, err := thisMachine()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newStand(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	if err := s.importCatalogue(t.Context(), 30); err != nil {
		t.Fatal(err)
	}
	for id, wanted := range map[string]int{"cold": 2, "memory": 1, "session": 1, "p99": 1, "orders": 6, "nonsense": 0} {
		var progress bytes.Buffer
		figures, err := s.measure(t.Context(), options{only: id, products: 30, pairs: 1, each: time.Second}, &progress)
		if err != nil {
			t.Fatalf("%s: %v\n%s", id, err, &progress)
		}
		if len(figures) != wanted {
			t.Errorf("%s gives %d figures, want %d", id, len(figures), wanted)
		}
		for _, f := range figures {
			if f.Value <= 0 || f.Goal == nil && f.Ratio == nil || f.Command != command(id) || (f.Ratio != nil) != (f.Yardstick != nil) {
				t.Errorf("%s: %+v", id, f)
			}
		}
	}
}

func TestFigure_met(t *testing.T) {
	ratio, low, high := 0.8, 0.7, 0.9
	for name, tc := range map[string]struct {
		figure figure
		met    bool
	}{
		"no goal":                  {figure{Value: 1, Better: higher}, true},
		"a ratio that is enough":   {figure{Value: 1, Ratio: &ratio, Goal: &low, Better: higher}, true},
		"a ratio that isn't":       {figure{Value: 1, Ratio: &ratio, Goal: &high, Better: higher}, false},
		"a value that is too much": {figure{Value: 1, Goal: &high, Better: lower}, false},
		"a value that is not":      {figure{Value: 0.9, Goal: &high, Better: lower}, true},
	} {
		if tc.figure.met() != tc.met {
			t.Errorf("%s: met is %v", name, !tc.met)
		}
	}
}

func TestReport_says_what_was_missed(t *testing.T) {
	figures := []figure{
		figure{Name: "list", Value: 900, Unit: "requests/s", Goal: goal(0.95), Better: higher}.against(1000),
		{Name: "memory", Value: 50, Unit: "MB", Goal: goal(100), Better: lower},
	}
	var table bytes.Buffer
	if err := printTable(&table, figures); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"0.9 ", "≥ 0.95", "MISSED", "≤ 100", "met", "1 goals missed"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table has no %q:\n%s", want, &table)
		}
	}
	file := filepath.Join(t.TempDir(), "report.json")
	if err := writeReport(file, figures); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"name", "value", "unit", "yardstick", "ratio", "goal", "better", "command"} {
		if _, there := rows[1][field]; !there {
			t.Errorf("a row has no %q", field)
		}
	}
	if rows[0]["ratio"] != 0.9 || rows[1]["ratio"] != nil {
		t.Errorf("the ratios are %v and %v", rows[0]["ratio"], rows[1]["ratio"])
	}
}

func TestMedian(t *testing.T) {
	if got := median([]float64{3, 1, 2}); got != 2 {
		t.Errorf("of three: %v", got)
	}
	if got := median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Errorf("of four: %v", got)
	}
}

func TestParseWrk(t *testing.T) {
	const good = `Running 1s test @ http://127.0.0.1:8080/
  1 threads and 64 connections
  Latency Distribution
     50%  812.00us
     99%    1.25ms
  30511 requests in 1.00s, 500.13MB read
Requests/sec:  30491.51
Transfer/sec:    499.81MB
`
	r, err := parseWrk(good)
	if err != nil || r.perSecond != 30491.51 || r.p99 != 1250*time.Microsecond {
		t.Errorf("%+v, %v", r, err)
	}
	for name, out := range map[string]string{
		"errors of the server": good + "  Non-2xx or 3xx responses: 12\n",
		"lost connections":     good + "  Socket errors: connect 0, read 3, write 0, timeout 0\n",
		"something else":       "unable to connect",
	} {
		if _, err := parseWrk(out); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCatalogue_has_products_of_their_own_handles_and_SKUs(t *testing.T) {
	var file bytes.Buffer
	if err := writeCatalogue(&file, 10_000); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	handles, skus := make(map[string]bool), make(map[string]bool)
	for _, row := range rows[1:] {
		handles[row[0]] = true
		if skus[row[9]] {
			t.Fatalf("SKU %s is there twice", row[9])
		}
		skus[row[9]] = true
	}
	if len(handles) != 10_000 || len(skus) < 15_000 {
		t.Errorf("%d products with %d variants", len(handles), len(skus))
	}
}

func TestQueries_differ(t *testing.T) {
	all := queries(200)
	slices.Sort(all)
	if got := len(slices.Compact(all)); got != 200 {
		t.Errorf("%d different queries", got)
	}
}
