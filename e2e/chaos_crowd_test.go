package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// errand is a part of the shop about which there is a promise of its own.
type errand string

const (
	browsing errand = "browsing"
	carting  errand = "cart"
	buying   errand = "checkout"
	insiding errand = "signed-in"
)

// answer is what became of one request.
type answer struct {
	at     time.Time
	took   time.Duration
	errand errand
	what   string // method and path
	status int    // 0 where none came
	good   bool
	why    string // where it isn't good
}

// crowd is a running load: people who use the shop at the same time, each with
// a pause between requests, and note every answer.
type crowd struct {
	shop *shop
	http *http.Client
	done chan struct{}
	busy sync.WaitGroup

	mu       sync.Mutex
	answers  []answer
	broken   []string           // promises that no single status tells of
	receipts map[string]receipt // by idempotency key
}

// receipt is what a buyer was told about an order.
type receipt struct{ number, status, email string }

func newCrowd(s *shop) *crowd {
	transport := &http.Transport{MaxIdleConnsPerHost: 100, MaxConnsPerHost: 100}
	return &crowd{
		shop: s, done: make(chan struct{}), receipts: make(map[string]receipt),
		http: &http.Client{
			Transport: transport, Timeout: 30 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// join has n people do the same until the crowd leaves.
func (c *crowd) join(n int, do func(*person)) {
	for range n {
		c.busy.Go(func() {
			p := &person{crowd: c}
			for !c.leaving() {
				do(p)
				p.pause()
			}
		})
	}
}

func (c *crowd) leaving() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// leave ends the load and returns when the last answer is there.
func (c *crowd) leave() {
	close(c.done)
	c.busy.Wait()
	c.http.CloseIdleConnections()
}

func (c *crowd) note(a answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers = append(c.answers, a)
}

// breach notes a broken promise.
func (c *crowd) breach(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = append(c.broken, fmt.Sprintf(format, args...))
}

// told notes what a buyer was told about the order of a key, which must be the
// same each time.
func (c *crowd) told(key string, r receipt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if before, again := c.receipts[key]; again && before.number != r.number {
		c.broken = append(c.broken, fmt.Sprintf("key %s is order %s, and then %s", key, before.number, r.number))
	}
	c.receipts[key] = r
}

// between returns the answers to requests that were sent from one time up to
// another.
func (c *crowd) between(from, to time.Time) []answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []answer
	for _, a := range c.answers {
		if !a.at.Before(from) && a.at.Before(to) {
			found = append(found, a)
		}
	}
	return found
}

// excused is how long after a fault requests may fail for it.
const excused = time.Second

// violations are the promises that were broken in words: by answers, except
// those to requests that were sent within the first second of the fault, and
// otherwise.
func (c *crowd) violations(fault time.Time) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	broken := slices.Clone(c.broken)
	for _, a := range c.answers {
		after := a.at.Sub(fault)
		if a.good || after >= 0 && after < excused {
			continue
		}
		broken = append(broken, fmt.Sprintf("%s, %.1f s after the fault: %s: %s", a.errand, after.Seconds(), a.what, a.why))
	}
	return broken
}

// percentile returns the latency that the fraction p of the answers to one kind
// of request is within.
func percentile(answers []answer, w errand, p float64) time.Duration {
	var took []time.Duration
	for _, a := range answers {
		if a.errand == w {
			took = append(took, a.took)
		}
	}
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return took[min(int(p*float64(len(took))), len(took)-1)]
}

// person is one of a crowd.
type person struct {
	crowd  *crowd
	cart   string // Cart-Token
	token  string // bearer
	cookie string // of a session
}

// pause is the time to look at what came.
func (p *person) pause() {
	select {
	case <-p.crowd.done:
	case <-time.After(20*time.Millisecond + rand.N(60*time.Millisecond)):
	}
}

// ask sends a request, notes what became of it and decodes a successful answer
// into into, unless that is nil. It returns the status, 0 where no answer came.
func (p *person) ask(w errand, method, path string, body, into any, wanted ...int) int {
	return p.askWith(w, "", method, path, body, into, wanted...)
}

func (p *person) askWith(w errand, key, method, path string, body, into any, wanted ...int) int {
	req, err := p.request(method, path, key, body)
	if err != nil {
		p.crowd.breach("%s %s can't be sent: %v", method, path, err)
		return 0
	}
	a := answer{at: time.Now(), errand: w, what: method + " " + path}
	text, err := p.send(req, &a)
	a.took = time.Since(a.at)
	a.good = slices.Contains(wanted, a.status)
	if err == nil && a.status < http.StatusMultipleChoices && into != nil {
		err = json.Unmarshal(text, into)
	}
	switch {
	case err != nil:
		a.good, a.why = false, err.Error()
	case !a.good:
		a.why = fmt.Sprintf("%d %.200s", a.status, text)
	}
	p.crowd.note(a)
	if err != nil {
		return 0
	}
	return a.status
}

func (p *person) request(method, path, key string, body any) (*http.Request, error) {
	var payload []byte
	if body != nil {
		var err error
		if payload, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequest(method, p.crowd.shop.base+path, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range map[string]string{
		"Idempotency-Key": key, "Cart-Token": p.cart, "Cookie": p.cookie,
	} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	return req, nil
}

var errCutShort = errors.New("the answer is cut short")

func (p *person) send(req *http.Request, a *answer) ([]byte, error) {
	res, err := p.crowd.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCutShort, err)
	}
	a.status = res.StatusCode
	if token := res.Header.Get("Cart-Token"); token != "" {
		p.cart = token
	}
	return text, nil
}

func TestCrowd_violations_excuse_the_first_second_only(t *testing.T) {
	fault := time.Now()
	c := newCrowd(nil)
	for _, after := range []time.Duration{-time.Millisecond, 0, 999 * time.Millisecond, time.Second} {
		c.note(answer{at: fault.Add(after), errand: browsing, status: 503})
	}
	c.note(answer{at: fault.Add(time.Minute), errand: browsing, status: 200, good: true})
	if got := c.violations(fault); len(got) != 2 {
		t.Errorf("%d of 4 failures are violations, want the one before and the one after: %q", len(got), got)
	}
	c.told("key", receipt{number: "A"})
	c.told("key", receipt{number: "A"})
	c.told("key", receipt{number: "B"})
	if got := c.violations(fault); len(got) != 3 {
		t.Errorf("a key with two orders is no violation: %q", got)
	}
}
