package stripe_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/stripetest"
)

// startMock runs stripe-mock, which holds requests against Stripe's own
// description of its API, and returns where it is.
func startMock(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "stripe-mock")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "github.com/stripe/stripe-mock")
	build.Dir = "../../../../tools/stripe-mock"
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build stripe-mock: %v\n%s", err, out)
	}
	mock := exec.Command(program, "-http-addr", "127.0.0.1:0")
	stdout, err := mock.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := mock.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = mock.Process.Kill()
		_ = mock.Wait()
	})
	said := bufio.NewScanner(stdout)
	for said.Scan() {
		if at := regexp.MustCompile(`127\.0\.0\.1:[1-9]\d*`).FindString(said.Text()); at != "" {
			go func() { _, _ = io.Copy(io.Discard, stdout) }()
			return "http://" + at
		}
	}
	t.Fatal("stripe-mock doesn't say where it is")
	return ""
}

// witness passes requests on to the stand-in, and shows each to stripe-mock.
type witness struct {
	t          *testing.T
	mock, fake string

	mu   sync.Mutex
	seen []string
}

var ids = regexp.MustCompile(`/(cs_test|pi)_\w+`)

func (w *witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Errorf("read a request: %v", err)
	}
	route := r.Method + " " + ids.ReplaceAllString(r.URL.Path, "/{id}")
	if res, text := w.send(w.mock, r, body); res.StatusCode != http.StatusOK {
		w.t.Errorf("%s %s: stripe-mock answers %d: %s", route, body, res.StatusCode, text)
	}
	w.mu.Lock()
	w.seen = append(w.seen, route)
	w.mu.Unlock()
	res, text := w.send(w.fake, r, body)
	for name, values := range res.Header {
		rw.Header()[name] = values
	}
	rw.WriteHeader(res.StatusCode)
	_, _ = rw.Write(text)
}

func (w *witness) send(to string, r *http.Request, body []byte) (*http.Response, []byte) {
	req, err := http.NewRequestWithContext(r.Context(), r.Method, to+r.URL.RequestURI(), bytes.NewReader(body))
	if err == nil {
		req.Header = r.Header.Clone()
		var res *http.Response
		if res, err = http.DefaultClient.Do(req); err == nil {
			defer func() { _ = res.Body.Close() }()
			text, _ := io.ReadAll(res.Body)
			return res, text
		}
	}
	w.t.Errorf("pass a request on: %v", err)
	return &http.Response{StatusCode: http.StatusBadGateway}, nil
}

// Every request that the shop makes is one that Stripe's API describes.
func TestProvider_asks_as_Stripe_wants_to_be_asked(t *testing.T) {
	t.Parallel()
	fake := stripetest.Start(t, "")
	w := &witness{t: t, mock: startMock(t), fake: fake.URL}
	site := httptest.NewServer(w)
	defer site.Close()
	s := at(site.URL, stripetest.Key)

	order := func(key string, pay bool) payment.Authorisation {
		a := asked()
		a.Key = key
		got, err := s.Authorise(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if pay {
			fake.Pay(t, got.Next.URL)
		}
		a.ID = got.ID
		return a
	}
	taken, held, open := order("taken", true), order("held", true), order("open", false)
	_, err := s.Capture(t.Context(), payment.Capture{Key: taken.Key, ID: taken.ID, Amount: taken.Amount})
	_, again := s.Void(t.Context(), held)
	_, more := s.Void(t.Context(), open)
	back := s.Refund(t.Context(), payment.Refund{Key: taken.Key, PaymentID: taken.ID, ID: "refund-1", Amount: taken.Amount})
	if err := errors.Join(err, again, more, back); err != nil {
		t.Fatal(err)
	}
	slices.Sort(w.seen)
	want := "GET /v1/checkout/sessions/{id}, GET /v1/refunds, POST /v1/checkout/sessions, POST /v1/checkout/sessions/{id}/expire, " +
		"POST /v1/payment_intents/{id}/cancel, POST /v1/payment_intents/{id}/capture, POST /v1/refunds"
	if got := strings.Join(slices.Compact(w.seen), ", "); got != want {
		t.Errorf("it asked %s", got)
	}
}
