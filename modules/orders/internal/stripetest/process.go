package stripetest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The secrets that the stand-in and its callers share.
const (
	Key           = "sk_test_stripetest"
	WebhookSecret = "whsec_stripetest"
)

// role tells a test's program that it is to be Stripe; its value is where
// webhooks go.
const role = "STRIPETEST_NOTIFY"

// Main runs the tests, or Stripe in the process that [Start] began. It is what a
// TestMain returns with.
func Main(m *testing.M) int {
	notify, is := os.LookupEnv(role)
	if !is {
		return m.Run()
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "stripetest:", err)
		return 1
	}
	address := "http://" + listener.Addr().String()
	fmt.Println(address)
	go func() { // ends with the test that began it
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	server := &http.Server{Handler: newServer(address, Key, WebhookSecret, strings.TrimSpace(notify)).routes(), ReadHeaderTimeout: time.Minute}
	fmt.Fprintln(os.Stderr, "stripetest:", server.Serve(listener))
	return 1
}

// Process is the stand-in as a test sees it.
type Process struct {
	// URL is where its API is.
	URL string
}

// Start begins a process of the stand-in that ends with the test, and sends its
// webhooks to notify; empty sends none.
func Start(t testing.TB, notify string) *Process {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatalf("stripetest: %v", err)
	}
	cmd := exec.Command(program)
	// A value that is empty is a value.
	cmd.Env = append(os.Environ(), role+"="+notify+" ")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatalf("stripetest: %v", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatalf("stripetest: %v", err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("stripetest: %v", err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("stripetest: the process doesn't say where it is: %v", err)
	}
	return &Process{URL: strings.TrimSpace(address)}
}

// Pay does what a payer does on the page at the address, and reports whether
// there was something to pay.
func (p *Process) Pay(t testing.TB, page string) bool {
	t.Helper()
	return p.call(t, http.MethodPost, page, nil, nil) == http.StatusNoContent
}

// SendBack has the payer's bank send the order's refunds back, which were made
// long ago.
func (p *Process) SendBack(t testing.TB, order string) {
	t.Helper()
	if status := p.call(t, http.MethodPost, p.URL+"/sent-back/"+order, nil, nil); status != http.StatusNoContent {
		t.Fatalf("stripetest: sending refunds back is answered with %d", status)
	}
}

// Kept returns what an order left in the account, in minor units.
func (p *Process) Kept(t testing.TB, order string) int64 {
	t.Helper()
	var kept int64
	p.call(t, http.MethodGet, p.URL+"/kept/"+order, nil, &kept)
	return kept
}

// Behave says how the routes of the API misbehave from now on.
func (p *Process) Behave(t testing.TB, rules map[string]Rule) {
	t.Helper()
	if status := p.call(t, http.MethodPut, p.URL+"/rules", rules, nil); status != http.StatusOK {
		t.Fatalf("stripetest: the rules are answered with %d", status)
	}
}

func (p *Process) call(t testing.TB, method, url string, body, into any) int {
	t.Helper()
	req, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, url, bytes.NewReader(encode(body)))
	if err != nil {
		t.Fatalf("stripetest: %v", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("stripetest: %v", err)
	}
	defer func() { _ = res.Body.Close() }()
	if into != nil {
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			t.Fatalf("stripetest: %s: %v", url, err)
		}
	}
	return res.StatusCode
}
