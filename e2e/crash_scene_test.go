package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

// crashProgram builds the program with its failpoints, once.
var crashProgram = sync.OnceValues(func() (string, error) {
	path := filepath.Join(filepath.Dir(program), "shop-failpoints")
	build := exec.Command("go", "build", "-tags", "failpoints", "-o", path, "../cmd/shop")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program with failpoints: %w\n%s", err, out)
	}
	return path, nil
})

// scene is a shop of several processes that are going to be killed, with a
// payment provider outside of them and an engine of its own.
type scene struct {
	engine   mongotest.Engine
	records  database
	payments *shop
	env      []string
	// code is what everybody has.
	code string
	// shops live; whoever is killed comes on top.
	shops []*shop
	// payers are the ways in which buyers pay, by turns, as the test provider
	// reads them from their e-mail addresses.
	payers []string
	// busy are those who still buy.
	busy sync.WaitGroup

	mu       sync.Mutex
	receipts map[string]receipt
	buyers   int
}

// providerSecret opens the provider's ledger.
const providerSecret = "between-shop-and-provider"

// newScene starts n shops, and a provider that tells them and the others, by
// turns, of what it does.
func newScene(t *testing.T, n int, others ...string) *scene {
	t.Helper()
	return newSceneBehind(t, mongotest.Engine.URL, n, others...)
}

// newSceneBehind is newScene with shops that reach the engine at another address.
func newSceneBehind(t *testing.T, at func(mongotest.Engine) string, n int, others ...string) *scene {
	t.Helper()
	sc := &scene{engine: mongotest.NewEngine(t), receipts: make(map[string]receipt), payers: []string{"", "+authorise", "+redirect"}}
	name := mongotest.NewName()
	sc.records = mongotest.Connect(t, sc.engine.URL(), name)
	notify := others
	sc.payments = newShop(t)
	paymentsURL := "http://:" + providerSecret + "@" + sc.payments.addr
	sc.env = []string{
		"MONGO_URL=" + withDatabase(at(sc.engine), name), "REDIS_URL=" + redistest.Server(t).URL(),
		"SHOP_TEST_PAYMENTS_URL=" + paymentsURL,
	}
	for range n {
		s := newShop(t, sc.env...)
		sc.shops = append(sc.shops, s)
		notify = append(notify, s.base)
	}
	sc.payments.env = append(sc.payments.env, "SHOP_TEST_PAYMENTS_URL="+paymentsURL)
	sc.payments.args = []string{"test-payments", "--file", filepath.Join(t.TempDir(), "ledger"), "--notify", strings.Join(notify, ",")}
	sc.payments.spawn(t)
	for i, s := range sc.shops {
		s.spawn(t)
		if i == 0 {
			s.waitReady(t) // it fills the new shop
		}
	}
	for _, s := range sc.shops {
		s.waitReady(t)
	}
	return sc
}

// victim starts a process that does something to itself at a failpoint.
func (sc *scene) victim(t *testing.T, addr, failpoint, how string) *shop {
	t.Helper()
	binary, err := crashProgram()
	if err != nil {
		t.Fatal(err)
	}
	s := newShop(t, sc.env...)
	if addr != "" {
		s.addr, s.base = addr, "http://"+addr
		s.env = append(s.env, "SHOP_ADDR="+addr)
	}
	s.env = append(s.env, fmt.Sprintf("SHOP_FAILPOINTS=%s=%s@1", failpoint, how))
	s.binary = binary
	s.spawn(t)
	t.Cleanup(func() { s.signal(syscall.SIGCONT) })
	return s
}

// gone reports whether the process died or was stopped.
func (s *shop) gone() bool {
	select {
	case <-s.exited:
		return true
	default:
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	return err == nil && strings.Contains(string(stat), ") T ")
}

// signal sends the process a signal.
func (s *shop) signal(sig syscall.Signal) { _ = s.cmd.Process.Signal(sig) }

// ledger reads what the provider has on record.
func (sc *scene) ledger(ctx context.Context) ([]paymentRecord, error) {
	var entries []struct {
		Key, State string
		Captured   money
		Refunds    []refundRecord
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, sc.payments.base+"/payments", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+providerSecret)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&entries); err != nil {
		return nil, err
	}
	var records []paymentRecord
	for _, e := range entries {
		records = append(records, paymentRecord{Key: e.Key, State: e.State, Captured: e.Captured, Refunds: e.Refunds})
	}
	return records, nil
}

// behave tells the provider how to misbehave, as JSON.
func (sc *scene) behave(t *testing.T, behaviour string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, sc.payments.base+"/behaviour", strings.NewReader(behaviour))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+providerSecret)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the provider doesn't take %s: %d", behaviour, res.StatusCode)
	}
}

// wrong reads the records of the shop and of the provider, and says which of
// the promises of docs/checkout.md they break.
func (sc *scene) wrong(ctx context.Context) ([]string, error) {
	b, err := readBooks(ctx, sc.records)
	if err == nil {
		b.taken, err = sc.ledger(ctx)
	}
	if err != nil {
		return nil, err
	}
	sc.mu.Lock()
	violations := b.violations(sc.receipts)
	sc.mu.Unlock()
	for what, waiting := range map[string]struct{ collection, field string }{
		"carts are claimed":       {"carts", "order"},
		"webhooks wait":           {"webhook_events", "waiting"},
		"orders have events left": {"orders", "outbox.0"},
	} {
		n, err := sc.records.Collection(waiting.collection).CountDocuments(ctx, bson.M{waiting.field: bson.M{"$exists": true}})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			violations = append(violations, fmt.Sprintf("%d %s", n, what))
		}
	}
	return violations, nil
}

// calm is how soon all is as it should be, whatever died.
const calm = time.Minute

// quiet waits until nothing is wrong, and fails the test where something is when
// that is over.
func (sc *scene) quiet(t *testing.T, when string) {
	t.Helper()
	begun := time.Now()
	for {
		violations, err := sc.wrong(t.Context())
		if err == nil && len(violations) == 0 {
			t.Logf("%s: quiet after %.1f s, %d buyers, %d of them told of an order", when, time.Since(begun).Seconds(), sc.buyers, len(sc.receipts))
			return
		}
		if time.Since(begun) > calm {
			for _, v := range violations {
				t.Errorf("%s: %s", when, v)
			}
			if err != nil {
				t.Errorf("%s: %v", when, err)
			}
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
}
