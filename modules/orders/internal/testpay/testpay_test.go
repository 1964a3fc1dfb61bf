package testpay_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/testpay"
	"shop/platform/money"
)

const secret = "between shop and provider"

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

func charge(key string) payment.Authorisation {
	return payment.Authorisation{Key: key, Amount: eur(1000), Email: "ada@example.com", Reference: "K7QF3M9T"}
}

func openJournal(t *testing.T, file string) *testpay.Journal {
	t.Helper()
	j, err := testpay.OpenJournal(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// serve runs the provider over a file, telling the shop at notify, and returns
// a client of it and a function that ends it.
func serve(t *testing.T, file string, notify ...string) (*testpay.Client, func()) {
	t.Helper()
	site := httptest.NewUnstartedServer(nil)
	s := testpay.NewServer(openJournal(t, file), "http://"+site.Listener.Addr().String(), secret, notify, slog.New(slog.DiscardHandler))
	site.Config.Handler = s
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { s.Run(ctx) })
	site.Start()
	stop := sync.OnceFunc(func() {
		cancel()
		running.Wait()
		site.CloseClientConnections()
		site.Close()
	})
	t.Cleanup(stop)
	client, err := testpay.NewClient("http://:between%20shop%20and%20provider@" + site.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return client, stop
}

func ledgerFile(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "ledger")
}

func TestServer_remembers_what_it_answered(t *testing.T) {
	t.Parallel()
	file := ledgerFile(t)
	client, stop := serve(t, file)
	if p, err := client.Authorise(t.Context(), charge("one/with a slash")); err != nil || p.State != payment.Captured || p.Captured != eur(1000) {
		t.Fatalf("%+v, %v", p, err)
	}
	refund := payment.Refund{Key: "one/with a slash", ID: "r1", Amount: eur(400)}
	if err := client.Refund(t.Context(), refund); err != nil {
		t.Fatal(err)
	}
	stop()
	// What a crash left of a last line was never answered.
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, `{"number":3,"entry":{"key":"cut sho`); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()

	client, _ = serve(t, file)
	if err := client.Refund(t.Context(), refund); err != nil {
		t.Errorf("the same refund after a restart: %v", err)
	}
	if _, err := client.Authorise(t.Context(), charge("two")); err != nil {
		t.Fatal(err)
	}
	entries, err := client.Entries(t.Context())
	if err != nil || len(entries) != 2 || len(entries[0].Refunds) != 1 || entries[1].Key != "two" {
		t.Errorf("ledger %+v, %v", entries, err)
	}
}

func TestServer_moves_money_once_per_key(t *testing.T) {
	t.Parallel()
	client, _ := serve(t, ledgerFile(t))
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if p, err := client.Authorise(t.Context(), charge("one")); err != nil || p.State != payment.Captured {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
	all.Wait()
	if p, err := client.Void(t.Context(), payment.Authorisation{Key: "one"}); err != nil || p.State != payment.Captured {
		t.Errorf("voided after it was captured: %+v, %v", p, err)
	}
	if p, err := client.Void(t.Context(), payment.Authorisation{Key: "late"}); err != nil || p.State != payment.Cancelled {
		t.Errorf("voided unheard: %+v, %v", p, err)
	}
	if p, err := client.Authorise(t.Context(), charge("late")); err != nil || p.State != payment.Cancelled {
		t.Errorf("charged after it was voided: %+v, %v", p, err)
	}
	if _, err := client.Fetch(t.Context(), payment.Authorisation{Key: "nothing"}); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("an unknown key: %v", err)
	}
	if err := client.Refund(t.Context(), payment.Refund{Key: "one", ID: "r", Amount: eur(1001)}); !errors.Is(err, payment.ErrRefundTooLarge) {
		t.Errorf("more than was captured: %v", err)
	}
	if err := client.Refund(t.Context(), payment.Refund{Key: "nothing", ID: "r", Amount: eur(1)}); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("of nothing: %v", err)
	}
}

func TestServer_takes_what_it_promised(t *testing.T) {
	t.Parallel()
	client, _ := serve(t, ledgerFile(t))
	promise := func(key string) {
		t.Helper()
		a := charge(key)
		a.Email = "ada+authorise@example.com"
		if p, err := client.Authorise(t.Context(), a); err != nil || p.State != payment.Authorised {
			t.Fatalf("%+v, %v", p, err)
		}
	}
	capture := payment.Capture{Key: "one/with a slash", Amount: eur(1000)}
	promise(capture.Key)
	if _, err := client.Capture(t.Context(), payment.Capture{Key: capture.Key, Amount: eur(1001)}); !errors.Is(err, payment.ErrCaptureTooLarge) {
		t.Errorf("more than was promised: %v", err)
	}
	if err := client.Behave(t.Context(), testpay.Behaviour{testpay.OpCapture: {Mischief: testpay.Twice, Every: 1}}); err != nil {
		t.Fatal(err)
	}
	if p, err := client.Capture(t.Context(), capture); err != nil || p.State != payment.Captured || p.Captured != eur(1000) {
		t.Errorf("taken twice: %+v, %v", p, err)
	}
	promise("lapses")
	decline := testpay.Rule{Mischief: testpay.Decline, Every: 1}
	if err := client.Behave(t.Context(), testpay.Behaviour{testpay.OpCapture: decline, testpay.OpAuthorise: decline}); err != nil {
		t.Fatal(err)
	}
	if p, err := client.Capture(t.Context(), payment.Capture{Key: "lapses", Amount: eur(1000)}); err != nil || p.State != payment.Declined {
		t.Errorf("a promise that lapsed: %+v, %v", p, err)
	}
	if p, err := client.Authorise(t.Context(), charge("refused")); err != nil || p.State != payment.Declined {
		t.Errorf("refused: %+v, %v", p, err)
	}
	if _, err := client.Capture(t.Context(), payment.Capture{Key: "nothing", Amount: eur(1)}); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("of nothing: %v", err)
	}
}

func TestServer_misbehaves_as_it_is_told(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		mischief testpay.Mischief
		captures bool
	}{
		{testpay.ErrorBefore, false}, {testpay.ErrorAfter, true}, {testpay.SilenceBefore, false}, {testpay.SilenceAfter, true},
	} {
		t.Run(string(tc.mischief), func(t *testing.T) {
			t.Parallel()
			client, _ := serve(t, ledgerFile(t))
			if err := client.Behave(t.Context(), testpay.Behaviour{testpay.OpAuthorise: {Mischief: tc.mischief, Every: 2}}); err != nil {
				t.Fatal(err)
			}
			if _, err := client.Authorise(t.Context(), charge("good")); err != nil {
				t.Errorf("only every second one is bad: %v", err)
			}
			soon, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			if p, err := client.Authorise(soon, charge("bad")); err == nil {
				t.Errorf("it answers %+v", p)
			}
			p, err := client.Fetch(t.Context(), payment.Authorisation{Key: "bad"})
			if captured := err == nil && p.State == payment.Captured; captured != tc.captures {
				t.Errorf("captured %v: %+v, %v", captured, p, err)
			}
		})
	}
	client, _ := serve(t, ledgerFile(t))
	for name, bad := range map[string]testpay.Behaviour{
		"an unknown operation":      {"dance": {Mischief: testpay.Twice, Every: 1}},
		"an unknown mischief":       {testpay.OpAuthorise: {Mischief: "dance", Every: 1}},
		"a notice's mischief":       {testpay.OpAuthorise: {Mischief: testpay.Late, Every: 1}},
		"how often it isn't a time": {testpay.OpAuthorise: {Mischief: testpay.ErrorAfter}},
	} {
		if err := client.Behave(t.Context(), bad); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestServer_refuses_callers_without_the_secret(t *testing.T) {
	t.Parallel()
	s := testpay.NewServer(openJournal(t, ledgerFile(t)), "", secret, nil, slog.New(slog.DiscardHandler))
	for _, header := range []string{"", "Bearer ", "Bearer wrong"} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/payments", nil)
		req.Header.Set("Authorization", header)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%q: %d", header, w.Code)
		}
	}
}

// ear is a shop that hears notices.
type ear struct {
	*httptest.Server
	mu     sync.Mutex
	client *testpay.Client
	deaf   int // how many more it doesn't take
	heard  []payment.Notice
	forged int
}

func listen(t *testing.T) *ear {
	t.Helper()
	e := &ear{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.deaf > 0 {
			e.deaf--
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		body, _ := io.ReadAll(r.Body)
		n, err := e.client.Notice(r.Header, body)
		if err != nil {
			e.forged++
		}
		e.heard = append(e.heard, n)
		// Nobody can change it, take another's signature, or keep it for long.
		if _, err := e.client.Notice(r.Header, append(body, ' ')); !errors.Is(err, payment.ErrSignature) {
			e.forged++
		}
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *ear) keys() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var keys []string
	for _, n := range e.heard {
		keys = append(keys, n.Key)
	}
	return keys
}

func (e *ear) set(client *testpay.Client, deaf int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.client, e.deaf = client, deaf
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not in time: %s", what)
		}
	}
}

func TestServer_tells_the_shop_until_it_has_heard(t *testing.T) {
	t.Parallel()
	file, e := ledgerFile(t), listen(t)
	client, stop := serve(t, file, e.URL)
	e.set(client, 1000)
	if _, err := client.Authorise(t.Context(), charge("one")); err != nil {
		t.Fatal(err)
	}
	stop()
	// Another process has the rest of the work.
	client, _ = serve(t, file, e.URL)
	e.set(client, 2)
	eventually(t, "the shop hears", func() bool { return slices.Equal(e.keys(), []string{"one"}) })

	for rule, want := range map[testpay.Mischief]int{testpay.Twice: 2, testpay.Late: 1} {
		key := "told " + string(rule)
		if err := client.Behave(t.Context(), testpay.Behaviour{testpay.OpNotice: {Mischief: rule, Every: 1}}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Authorise(t.Context(), charge(key)); err != nil {
			t.Fatal(err)
		}
		eventually(t, key, func() bool {
			n := 0
			for _, heard := range e.keys() {
				if heard == key {
					n++
				}
			}
			return n == want
		})
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.forged != 0 {
		t.Errorf("%d signatures were judged wrongly", e.forged)
	}
}

func TestOpenJournal_refuses_a_file_that_is_no_ledger(t *testing.T) {
	t.Parallel()
	file := ledgerFile(t)
	if err := os.WriteFile(file, []byte("something else\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := testpay.OpenJournal(file); err == nil {
		t.Error("it is taken for one")
	}
	if _, err := testpay.OpenJournal(t.TempDir()); err == nil {
		t.Error("a folder is taken for one")
	}
	if _, err := testpay.NewClient("nonsense"); err == nil {
		t.Error("nonsense is taken for an address")
	}
}
