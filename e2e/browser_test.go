package e2e_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser is the one Chromium of a test run; each person in a test gets a
// browser context of their own in it, as a private window is.
var browser struct {
	once sync.Once
	ctx  context.Context
	err  error
}

func chromium(t testing.TB) context.Context {
	t.Helper()
	browser.once.Do(func() {
		options := append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.NoSandbox, // tests run as root in containers
			chromedp.DisableGPU,
			chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true),
		)
		allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
		first, _ := chromedp.NewContext(allocator)
		browser.ctx, browser.err = first, chromedp.Do(first)
	})
	if browser.err != nil {
		t.Fatalf("start Chromium (Debian: apt-get install chromium): %v", browser.err)
	}
	return browser.ctx
}

// tab is one person's page. Each of its methods fails the test when the page
// doesn't do as asked within patience.
type tab struct {
	t    testing.TB
	ctx  context.Context
	shop *shop
	// complaints are the console errors and uncaught exceptions of the pages.
	mu         sync.Mutex
	complaints []string
	// expected are the complaints that are part of the test.
	expected []string
	// streams counts the event streams that the page has open.
	streams int
}

const patience = 15 * time.Second

// newTab opens a private window on s. The test fails if a page's console
// reports an error meanwhile.
func newTab(t testing.TB, s *shop) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium(t), chromedp.WithNewBrowserContext())
	b := &tab{t: t, ctx: ctx, shop: s}
	// A tab lives as long as the context of its first action.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatalf("watch the network: %v", err)
	}
	go b.listen()
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, c := range b.complaints {
			t.Errorf("the page complained: %s", c)
		}
		if t.Failed() {
			b.keepScreenshot()
		}
		cancel()
	})
	return b
}

// watch counts the event streams of the page that is shown. A prefetched page
// is a document too, so it isn't documents that begin the count anew. It is
// called by the loop that reads the tab.
func (b *tab) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch event := event.(type) {
	case *page.EventFrameNavigated:
		if event.Frame.ParentID == "" {
			b.streams = 0
		}
	case *network.EventResponseReceived:
		if event.Response.MimeType == "text/event-stream" {
			b.streams++
		}
	}
}

// listen collects what the pages complain of. That a form was refused is part
// of the tests.
func (b *tab) listen() {
	for m, err := range chromedp.Console(b.ctx) {
		if err != nil {
			return
		}
		text := fmt.Sprint(m)
		b.mu.Lock()
		fine := strings.Contains(text, "the server responded with a status of 4") ||
			slices.ContainsFunc(b.expected, func(part string) bool { return strings.Contains(text, part) }) ||
			strings.Contains(text, "Transition was") // a view transition that a quick next page cuts short
		if !fine && (strings.Contains(strings.ToLower(text), "error") || strings.Contains(text, "Refused")) {
			b.complaints = append(b.complaints, text)
		}
		b.mu.Unlock()
	}
}

// expects says which complaints of the pages are part of the test.
func (b *tab) expects(complaints ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, complaints...)
}

// keepScreenshot stores what a failing test last saw; `go test -artifacts`
// keeps it.
func (b *tab) keepScreenshot() {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100)); err == nil {
		_ = os.WriteFile(filepath.Join(b.t.ArtifactDir(), "last-seen.png"), png, 0o600)
	}
}

// do runs steps within patience.
func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := b.try(steps...); err != nil {
		b.t.Fatalf("%s: %v%s", what, err, b.where())
	}
}

func (b *tab) try(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

// where tells which page it is and what it says, for failure messages.
func (b *tab) where() string {
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Second)
	defer cancel()
	url, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Text("body"))
	return fmt.Sprintf("\nat %s:\n%.1500s", url, text)
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.do("visit "+path, chromedp.Navigate(b.shop.base+path))
}

// javascript turns script on or off for the pages visited from now on.
func (b *tab) javascript(on bool) {
	b.t.Helper()
	call(b, "switch JavaScript", emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// scheme makes the browser prefer "light" or "dark".
func (b *tab) scheme(scheme string) {
	b.t.Helper()
	call(b, "prefer "+scheme, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"},
		},
	})
}

func call[P, R any](b *tab, what string, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

func (b *tab) viewport(width, height int64) {
	b.t.Helper()
	b.do("resize", chromedp.EmulateViewport(width, height))
}

// fill types into a field, over what it held.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.do("fill "+selector, chromedp.WaitVisible(selector), chromedp.Clear(selector), chromedp.SendKeys(selector, text))
}

// choose picks the option of a select by its value.
func (b *tab) choose(selector, value string) {
	b.t.Helper()
	b.do("choose "+value, chromedp.WaitVisible(selector), chromedp.SetValue(selector, value))
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	// What a person's choice does and setting a value doesn't.
	changed := fmt.Sprintf("document.querySelector(%q).dispatchEvent(new Event('change', {bubbles: true}))", selector)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](changed)); err != nil {
		b.t.Fatalf("choose %s: %v", value, err)
	}
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do("click "+selector, chromedp.ScrollIntoView(selector), chromedp.Click(selector, chromedp.NodeVisible))
}

// submit presses Enter on a button or link and waits for the page that follows:
// the whole purchase works by keyboard, and unlike a click it can't miss an
// element that a live part has just moved.
func (b *tab) submit(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	press := chromedp.SendKeys(selector, kb.Enter, chromedp.NodeVisible)
	if _, err := chromedp.RunResponse(ctx, press); err != nil {
		b.t.Fatalf("submit %s: %v%s", selector, err, b.where())
	}
}

// value is what a field holds.
func (b *tab) value(selector string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Value(selector))
	if err != nil {
		b.t.Fatalf("read %s: %v%s", selector, err, b.where())
	}
	return value
}

// listening waits until the page's stream of live events is open, which pages
// do once they are idle.
func (b *tab) listening() {
	b.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		b.mu.Lock()
		open := b.streams > 0
		b.mu.Unlock()
		if open {
			return
		}
	}
	b.t.Fatalf("the page opens no event stream%s", b.where())
}

// fits fails the test when the page is wider than its window.
func (b *tab) fits(width int64) {
	b.t.Helper()
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth"))
	if err != nil {
		b.t.Fatalf("measure the page: %v", err)
	}
	if wide > width {
		b.t.Errorf("%s is %d px wide in a window of %d", b.location(), wide, width)
	}
}

// see waits until the element's text has the wanted part, as long as live.
func (b *tab) see(selector, want string) {
	b.t.Helper()
	b.seeWithin(live, selector, want)
}

// seeWithin is see with another patience.
func (b *tab) seeWithin(patience time.Duration, selector, want string) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	var last string
	for time.Now().Before(deadline) {
		ctx, cancel := context.WithTimeout(b.ctx, time.Second)
		text, err := chromedp.Run(ctx, chromedp.Text(selector))
		cancel()
		if err == nil && strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			return
		}
		last = text
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("%s doesn't say %q within %v, but %q%s", selector, want, patience, last, b.where())
}

// location is the path and query of the page.
func (b *tab) location() string {
	b.t.Helper()
	url, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		b.t.Fatalf("location: %v", err)
	}
	return strings.TrimPrefix(url, b.shop.base)
}

// What axe-core is asked for: everything, or what colours alone decide.
const (
	everyRule  = `{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}`
	colourRule = `{runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}}`
)

// axe fails the test for each accessibility rule of axe-core that the page
// breaks.
func (b *tab) axe() {
	b.t.Helper()
	b.axeRules(everyRule)
}

func (b *tab) axeRules(rules string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.readyState === "complete"`)); err != nil {
		b.t.Fatalf("wait for the page: %v", err)
	}
	b.loadAxe(ctx)
	run := `axe.run(document, ` + rules + `)
		.then(r => JSON.stringify(r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html + " " + n.failureSummary).slice(0, 3)}))))`
	report, err := chromedp.Run(ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("run axe-core: %v", err)
	}
	var violations []struct {
		ID, Help string
		Nodes    []string
	}
	if err := json.Unmarshal([]byte(report), &violations); err != nil {
		b.t.Fatalf("axe-core's report: %v", err)
	}
	for _, v := range violations {
		b.t.Errorf("%s: %s (%s):\n%s", b.location(), v.Help, v.ID, strings.Join(v.Nodes, "\n"))
	}
}

// loadAxe puts axe-core into the page, unless it is there since an earlier look.
func (b *tab) loadAxe(ctx context.Context) {
	b.t.Helper()
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("typeof axe === 'object'"))
	if err != nil || there {
		return
	}
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		b.t.Fatalf("axe-core is missing, run `npm ci` in e2e: %v", err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](string(source)+";undefined")); err != nil {
		b.t.Fatalf("load axe-core: %v", err)
	}
}

// scrolled walks down the page and back, so that its lazy pictures load.
const scrolled = `(async () => {
	for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
		scrollTo(0, y);
		await new Promise(done => setTimeout(done, 20));
	}
	scrollTo(0, 0);
	await Promise.all([...document.images].map(i => i.decode().catch(() => {})));
	return true;
})()`

// screenshot stores the whole page as a PNG, for people to look at: where "go
// test" isn't told to keep artifacts, nobody could.
func (b *tab) screenshot(path string) {
	b.t.Helper()
	if f := flag.Lookup("test.artifacts"); f == nil || f.Value.String() != "true" {
		return
	}
	b.do("scroll the page", chromedp.Evaluate[chromedp.Void](scrolled+".then(() => undefined)", chromedp.EvalAwaitPromise))
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatalf("screenshot: %v", err)
	}
	if err := os.WriteFile(path, png, 0o600); err != nil {
		b.t.Fatal(err)
	}
}
