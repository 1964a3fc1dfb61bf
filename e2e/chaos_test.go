package e2e_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"shop/platform/mongo/mongotest"
)

// "make chaos" sets both. Without them each fault is short.
var (
	chaosFull   = flag.Bool("chaos.full", false, "let each fault last as long as it takes to show everything")
	chaosReport = flag.String("chaos.report", "", "file for the report")
)

// fault is one way in which Redis misbehaves.
type fault struct {
	name string
	// begin does the harm, end mends it. Without end it is done with as soon as
	// it is there, or as soon as over says that others have mended it.
	begin, end func(t testing.TB)
	over       func() bool
	// lasts is how long the harm is there, in the short form and in full.
	short, full time.Duration
}

func (f fault) lasts() time.Duration {
	if *chaosFull {
		return f.full
	}
	return f.short
}

// outcome is a row of the report.
type outcome struct {
	Fault string `json:"fault"`
	// Requests and Failed are those of the time of the fault; P99Ms is of
	// browsing then, CalmP99Ms of browsing before.
	Requests  int     `json:"requests"`
	Failed    int     `json:"failed"`
	P99Ms     float64 `json:"p99Ms"`
	CalmP99Ms float64 `json:"calmP99Ms"`
	// FullSpeedMs is how long after the end of the fault browsing was as fast
	// as before it. What has no end counts from its beginning, and what others
	// mend, as Sentinel does, from then on.
	FullSpeedMs float64 `json:"fullSpeedMs"`
	Violations  int     `json:"violations"`
}

// stage is a shop on a Redis that is going to misbehave.
type stage struct {
	*town
	records database
	// receipts are all that buyers were ever told, by idempotency key.
	receipts map[string]receipt
	// figures are those before the first fault.
	figures vitals
}

// newStage starts a shop on a MongoDB that is well and a Redis at redisURL.
func newStage(t *testing.T, redisURL string) *stage {
	t.Helper()
	name := mongotest.NewName()
	url := mongotest.URL(t)
	records := mongotest.Connect(t, url, name)
	s := newShop(t, "MONGO_URL="+withDatabase(url, name), "REDIS_URL="+redisURL,
		// High enough not to bite, but in use.
		"SHOP_RATE_API=1000000/1m", "SHOP_RATE_LOGIN=500/1s").start(t)
	st := &stage{town: newTown(t, s), records: records, receipts: make(map[string]receipt)}
	// What the first crowd fills, caches and pools, is no growth later.
	c := st.gather(t)
	time.Sleep(pace(time.Second, 4*time.Second))
	c.leave()
	maps.Copy(st.receipts, c.receipts)
	st.figures = s.vitals(t)
	return st
}

// withDatabase puts a database's name into a connection string.
func withDatabase(url, name string) string {
	base, options, _ := strings.Cut(url, "?")
	return strings.TrimSuffix(base, "/") + "/" + name + "?" + options
}

func pace[T any](short, full T) T {
	if *chaosFull {
		return full
	}
	return short
}

// As soon as the fault is there, more people than there are units want the
// scarce SKU.
const (
	units  = 5
	inLine = 12
)

// suffer lets a fault happen under load, and fails the test where a promise is
// broken.
func (st *stage) suffer(t *testing.T, f fault) outcome {
	t.Helper()
	before := st.read(t)
	st.ration(t, units, before.available(st.scarce))
	c := st.gather(t)
	gone, going := st.person(t, c), st.person(t, c)
	gone.signOut()
	open := st.queue(c, inLine)
	calm := time.Now()
	time.Sleep(pace(1500*time.Millisecond, 5*time.Second))

	hit := time.Now()
	f.begin(t)
	mending := f.watch()
	open()
	time.Sleep(excused)
	going.signOut()
	time.Sleep(time.Until(hit.Add(f.lasts())))
	if f.end != nil {
		f.end(t)
	}
	ended := time.Now()
	mended := ended
	if f.end == nil {
		mended = <-mending
	}
	eventually(t, "the shop is ready with all it depends on", func() bool { return st.whole(t) })
	time.Sleep(pace(1500*time.Millisecond, 6*time.Second))
	c.leave()

	broken := append(c.violations(hit), st.aftermath(t, c.receipts)...)
	for i, b := range broken {
		if i == 12 {
			t.Errorf("and %d more", len(broken)-i)
			break
		}
		t.Error(b)
	}
	during := c.between(hit, ended)
	was := c.between(calm, hit)
	o := outcome{
		Fault: f.name, Requests: len(during), Violations: len(broken),
		P99Ms: ms(percentile(during, browsing, 0.99)), CalmP99Ms: ms(percentile(was, browsing, 0.99)),
		FullSpeedMs: ms(fullSpeed(c, mended, percentile(was, browsing, 0.5))),
	}
	for _, a := range during {
		if !a.good {
			o.Failed++
		}
	}
	if o.Requests == 0 {
		t.Error("there was no load during the fault")
	}
	return o
}

// watch returns when a fault that nobody ends is over, once it is.
func (f fault) watch() <-chan time.Time {
	over := make(chan time.Time, 1)
	if f.over == nil {
		over <- time.Now()
		return over
	}
	go func() {
		for deadline := time.Now().Add(30 * time.Second); !f.over() && time.Now().Before(deadline); {
			time.Sleep(10 * time.Millisecond)
		}
		over <- time.Now()
	}()
	return over
}

func (st *stage) read(t testing.TB) books {
	t.Helper()
	b, err := readBooks(t.Context(), st.records)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// whole reports whether everything the shop depends on is there.
func (st *stage) whole(t testing.TB) bool {
	var ready struct{ Status string }
	newClient(t, st.shop).do("GET", "/readyz", nil).into(t, &ready)
	return ready.Status == "ready"
}

// aftermath is what is wrong once everything is quiet: in the books, given what
// buyers were told, and with the process.
func (st *stage) aftermath(t testing.TB, receipts map[string]receipt) []string {
	t.Helper()
	maps.Copy(st.receipts, receipts)
	deadline := time.Now().Add(30 * time.Second)
	b := st.read(t)
	for ; b.restless() != "" && time.Now().Before(deadline); b = st.read(t) {
		time.Sleep(100 * time.Millisecond)
	}
	// The collections were read one after the other, some of them while the last
	// of the work was being done.
	b = st.read(t)
	wrong := b.violations(st.receipts)
	grown := st.shop.vitals(t).grownFrom(st.figures)
	for ; grown != "" && time.Now().Before(deadline); grown = st.shop.vitals(t).grownFrom(st.figures) {
		time.Sleep(500 * time.Millisecond)
	}
	if grown != "" {
		wrong = append(wrong, "the shop has grown: "+grown)
	}
	return wrong
}

// window is the time over which speed is judged.
const window = 250 * time.Millisecond

// fullSpeed returns how long after the fault browsing was as fast as usual for
// the first time, as the median of a window tells.
func fullSpeed(c *crowd, mended time.Time, usual time.Duration) time.Duration {
	enough := usual + usual/2 + time.Millisecond
	for at := mended; ; at = at.Add(window / 5) {
		answers := c.between(at, at.Add(window))
		if len(answers) == 0 {
			return time.Since(mended) // never, as far as is known
		}
		if m := percentile(answers, browsing, 0.5); m > 0 && m <= enough {
			return at.Sub(mended)
		}
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()/10) / 100 }

// TestChaos shows what the shop does while Redis misbehaves: "make chaos" in
// full, every test run in short. It has the machine for itself: it isn't
// parallel to other tests.
func TestChaos(t *testing.T) {
	var report []outcome
	suffer := func(where string, set func(t *testing.T) (*stage, []fault)) {
		t.Run(where, func(t *testing.T) {
			st, faults := set(t)
			for _, f := range faults {
				t.Run(f.name, func(t *testing.T) { report = append(report, st.suffer(t, f)) })
			}
		})
	}
	suffer("server", serverFaults)
	suffer("network", networkFaults)
	suffer("sentinel", sentinelFaults)
	suffer("cluster", clusterFaults)
	if *chaosFull {
		suffer("strict cluster", strictFaults)
	}
	writeReport(t, report)
}

// writeReport prints the table, and writes the file that was asked for.
func writeReport(t *testing.T, report []outcome) {
	t.Helper()
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "fault\trequests\tfailed\tp99 browsing\tcalm p99\tfull speed after\tviolations\t")
	for _, o := range report {
		fmt.Fprintf(w, "%s\t%d\t%d\t%.0f ms\t%.0f ms\t%.0f ms\t%d\t\n",
			o.Fault, o.Requests, o.Failed, o.P99Ms, o.CalmP99Ms, o.FullSpeedMs, o.Violations)
	}
	_ = w.Flush()
	t.Logf("goals: p99 under 300 ms, full speed within 5 s, no violations\n%s", &table)
	if *chaosReport == "" {
		return
	}
	text, err := json.MarshalIndent(report, "", "  ")
	if err == nil {
		err = os.WriteFile(*chaosReport, append(text, '\n'), 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}
