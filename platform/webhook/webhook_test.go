package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/platform/events"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/webhook"
	"shop/platform/webhook/mongostore"
)

// sold is an event that hooks may want.
type sold struct {
	Number string `json:"number"`
}

func (sold) EventName() string { return "parcel.sold" }

var topics = []webhook.Topic{{Event: "parcel.sold", Version: 3, When: "A parcel was sold"}, {Event: "parcel.lost", Version: 1, When: "A parcel was lost"}}

// loopback has the receivers of these tests within reach.
var loopback = webhook.Reach{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}

// request is what a receiver got.
type request struct {
	header http.Header
	body   []byte
}

// receiver is somebody else's program.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	requests []request
	under    map[string]int // requests under way by delivery
	twice    int            // those that began while the same was under way
}

// newReceiver answers what answer does, after it has looked at the request.
func newReceiver(t *testing.T, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{under: make(map[string]int)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		id := q.Header.Get(webhook.HeaderID)
		r.mu.Lock()
		r.requests = append(r.requests, request{q.Header.Clone(), body})
		if r.under[id]++; r.under[id] > 1 {
			r.twice++
		}
		r.mu.Unlock()
		answer(w, q)
		r.mu.Lock()
		r.under[id]--
		r.mu.Unlock()
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) got() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]request(nil), r.requests...)
}

func ok(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "I say\n"+http.StatusText(code), code) }
}

// newService returns the package over db, without its sender running.
func newService(db *mongo.DB, reach webhook.Reach) webhook.Service {
	return webhook.New(mongostore.NewHooks(db), mongostore.NewDeliveries(db), topics, reach, slog.New(slog.DiscardHandler))
}

// run returns the package over db with its sender running until the test ends.
func run(t *testing.T, db *mongo.DB, reach webhook.Reach) webhook.Service {
	t.Helper()
	s := newService(db, reach)
	ctx, cancel := context.WithCancel(context.Background())
	var worker sync.WaitGroup
	worker.Go(func() { s.Sender.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		worker.Wait()
	})
	return s
}

func staff(ctx context.Context) context.Context {
	return identity.With(ctx, identity.Caller{Account: "staff-1", Name: "Mira", Role: identity.Staff})
}

// add adds a hook for the events that are sold.
func add(t *testing.T, s webhook.Service, url string) webhook.Hook {
	t.Helper()
	h, err := s.Desk.Create(staff(t.Context()), s.Desk.NewID(), webhook.Draft{URL: url, Events: []string{"parcel.sold"}, Active: true})
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	return h
}

// emit hands the publisher an event as the bus does.
func emit(t *testing.T, s webhook.Service, e events.Event) {
	t.Helper()
	if err := s.Publisher.Subscription().Handle(t.Context(), e); err != nil {
		t.Fatalf("Handle: %v", err)
	}
}

// log returns a hook's latest deliveries.
func log(t *testing.T, s webhook.Service, hook string) []webhook.Delivery {
	t.Helper()
	page, err := s.Desk.Deliveries(staff(t.Context()), hook, 1, 100)
	if err != nil {
		t.Fatalf("Deliveries: %v", err)
	}
	return page.Items
}

// settled waits until the hook's only delivery has had an attempt, and returns it.
func settled(t *testing.T, s webhook.Service, hook string) webhook.Delivery {
	t.Helper()
	var last webhook.Delivery
	eventually(t, "the attempt is noted", func() bool {
		list := log(t, s, hook)
		if len(list) != 1 {
			t.Fatalf("%d deliveries, want 1", len(list))
		}
		last = list[0]
		return last.State != webhook.Queued || last.Error != ""
	})
	return last
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain waited until %s", what)
		}
	}
}

func TestSender_posts_what_is_documented_and_signs_it(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, ok)
	s := run(t, mongotest.New(t), loopback)
	h := add(t, s, r.URL+"/hooks?shop=1")
	e := events.New("parcel-1", sold{Number: "1001 <&>"})
	emit(t, s, e)
	if d := settled(t, s, h.ID); d.State != webhook.Delivered || d.Attempts != 1 || d.Status != http.StatusNoContent {
		t.Errorf("the delivery is %+v", d)
	}
	got := r.got()
	if len(got) != 1 {
		t.Fatalf("%d requests, want 1", len(got))
	}
	header, body := got[0].header, got[0].body
	if !webhook.Verify(h.Secret, header.Get("Webhook-Signature"), body, time.Now()) {
		t.Errorf("the signature %q is not the body's", header.Get("Webhook-Signature"))
	}
	if header.Get("Webhook-Id") != e.ID+"-"+h.ID || header.Get("Webhook-Event") != "parcel.sold" || header.Get("Content-Type") != "application/json" {
		t.Errorf("the headers are %v", header)
	}
	var said struct {
		ID, Type   string
		Version    int
		OccurredAt time.Time
		Data       sold
	}
	if err := json.Unmarshal(body, &said); err != nil {
		t.Fatalf("the body %s: %v", body, err)
	}
	if said.ID != e.ID || said.Type != "parcel.sold" || said.Version != 3 || !said.OccurredAt.Equal(e.At) || said.Data.Number != "1001 <&>" {
		t.Errorf("the body is %s", body)
	}
}

func TestSender_notes_what_a_receiver_does_wrong(t *testing.T) {
	t.Parallel()
	elsewhere := newReceiver(t, ok)
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		state  webhook.State
		status int
		says   string
	}{
		"fails":   {status(http.StatusInternalServerError), webhook.Queued, 500, "answers 500"},
		"refuses": {status(http.StatusUnauthorized), webhook.Queued, 401, "answers 401"},
		"redirects": {func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, elsewhere.URL, http.StatusTemporaryRedirect)
		}, webhook.Queued, 307, "redirects are not followed"},
		"hangs":    {func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() }, webhook.Queued, 0, "within 10 seconds"},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, webhook.Queued, 0, "EOF"},
		"talks": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.Copy(w, io.LimitReader(endless{}, 64<<20))
		}, webhook.Queued, 502, "answers 502"},
		"is gone": {status(http.StatusGone), webhook.Dead, 410, "answers 410"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, tc.answer)
			s := run(t, mongotest.New(t), loopback)
			h := add(t, s, r.URL)
			emit(t, s, events.New("parcel-1", sold{}))
			d := settled(t, s, h.ID)
			if d.State != tc.state || d.Status != tc.status || !strings.Contains(d.Error, tc.says) || len(d.Answer) > 1024 {
				t.Errorf("the delivery is %s after a %d, error %q, %d bytes of an answer", d.State, d.Status, d.Error, len(d.Answer))
			}
			if pause := time.Until(d.Due); d.State == webhook.Queued && (pause < time.Second || pause > 15*time.Second) {
				t.Errorf("it is tried again in %v", pause)
			}
		})
	}
	t.Cleanup(func() {
		if n := len(elsewhere.got()); n != 0 {
			t.Errorf("a redirect was followed %d times", n)
		}
	})
}

// endless is a receiver's answer without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestSender_switches_off_a_hook_whose_receiver_is_gone(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusGone))
	s := run(t, mongotest.New(t), loopback)
	h := add(t, s, r.URL)
	emit(t, s, events.New("parcel-1", sold{}))
	settled(t, s, h.ID)
	stored, err := s.Desk.Find(staff(t.Context()), h.ID)
	if err != nil || stored.Active || !strings.Contains(stored.Stopped, "410") {
		t.Errorf("the hook is %+v, %v, want it switched off with the reason", stored, err)
	}
}

func TestSender_reaches_no_private_address(t *testing.T) {
	t.Parallel()
	var asked int
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(server.Close)
	db := mongotest.New(t)
	s := run(t, db, webhook.Reach{})
	// A name that a name server gives the address of this machine.
	name := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	h := add(t, s, name)
	emit(t, s, events.New("parcel-1", sold{}))
	if d := settled(t, s, h.ID); d.State != webhook.Dead || !strings.Contains(d.Error, "private network") {
		t.Errorf("the delivery is %s: %q", d.State, d.Error)
	}
	if asked != 0 {
		t.Errorf("the private address was asked %d times", asked)
	}
	for _, address := range []string{server.URL, "https://10.1.2.3/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest", "http://example.com/",
		"https://user:password@example.com/", "ftp://example.com", "example.com", ""} {
		_, err := s.Desk.Create(staff(t.Context()), s.Desk.NewID(), webhook.Draft{URL: address, Events: []string{"parcel.sold"}})
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Fields[0].Path != "url" {
			t.Errorf("Create with %q = %v, want fault.Invalid naming url", address, err)
		}
	}
}

// A hook's own network is reached by http, and nothing else is.
func TestReach_allows_http_within_its_networks_only(t *testing.T) {
	t.Parallel()
	s := run(t, mongotest.New(t), webhook.Reach{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	r := newReceiver(t, ok)
	h := add(t, s, strings.Replace(r.URL, "127.0.0.1", "localhost", 1))
	emit(t, s, events.New("parcel-1", sold{}))
	if d := settled(t, s, h.ID); d.State != webhook.Dead || len(r.got()) != 0 {
		t.Errorf("the delivery is %s after %d requests", d.State, len(r.got()))
	}
}

func TestSender_sends_each_delivery_from_one_instance_at_a_time(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(20 * time.Millisecond) // long enough for another instance to come along
		w.WriteHeader(http.StatusOK)
	})
	instances := []webhook.Service{run(t, db, loopback), run(t, db, loopback), run(t, db, loopback)}
	h := add(t, instances[0], r.URL)
	const n = 30
	var told sync.WaitGroup
	for i := range n {
		e := events.New(fmt.Sprint("parcel-", i), sold{})
		// The bus handles an event again after a crash, anywhere.
		for _, s := range instances {
			told.Go(func() {
				if err := s.Publisher.Subscription().Handle(context.Background(), e); err != nil {
					t.Errorf("Handle: %v", err)
				}
			})
		}
	}
	told.Wait()
	eventually(t, "all are delivered", func() bool {
		list := log(t, instances[1], h.ID)
		if len(list) != n {
			return false
		}
		for _, d := range list {
			if d.State != webhook.Delivered {
				return false
			}
		}
		return true
	})
	ids := map[string]int{}
	for _, q := range r.got() {
		ids[q.header.Get(webhook.HeaderID)]++
	}
	if len(ids) != n || len(r.got()) != n || r.twice != 0 {
		t.Errorf("%d deliveries in %d requests, %d of them at once, want %d each once", len(ids), len(r.got()), r.twice, n)
	}
}

func TestSender_finds_what_a_dead_instance_left(t *testing.T) {
	t.Parallel()
	db, r := mongotest.New(t), newReceiver(t, ok)
	dead := newService(db, loopback)
	h := add(t, dead, r.URL)
	e := events.New("parcel-1", sold{})
	emit(t, dead, e)
	// It died after it took the delivery, and before it noted anything.
	if _, err := mongostore.NewDeliveries(db).Lease(t.Context(), 300*time.Millisecond, nil); err != nil {
		t.Fatal(err)
	}
	s := run(t, db, loopback)
	if d := settled(t, s, h.ID); d.State != webhook.Delivered || d.Attempts != 2 || d.ID != e.ID+"-"+h.ID {
		t.Errorf("the delivery is %+v", d)
	}
}

// A receiver that hangs has few of an instance's attempts, so others get theirs.
func TestSender_keeps_room_beside_a_receiver_that_hangs(t *testing.T) {
	t.Parallel()
	s := run(t, mongotest.New(t), loopback)
	slow := newReceiver(t, func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() })
	quick := newReceiver(t, ok)
	add(t, s, slow.URL)
	for i := range 40 {
		emit(t, s, events.New(fmt.Sprint("parcel-", i), sold{}))
	}
	h := add(t, s, quick.URL)
	emit(t, s, events.New("parcel-41", sold{}))
	// An instance makes 16 attempts at once, so it would have made as many here
	// before the one to the other receiver.
	if d := settled(t, s, h.ID); d.State != webhook.Delivered || len(slow.got()) >= 16 {
		t.Errorf("the delivery is %s after %d attempts elsewhere", d.State, len(slow.got()))
	}
}

func TestDesk_Replay(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, ok)
	s := run(t, mongotest.New(t), loopback)
	h := add(t, s, r.URL)
	emit(t, s, events.New("parcel-1", sold{}))
	first := settled(t, s, h.ID)
	if err := s.Desk.Replay(staff(t.Context()), h.ID, first.ID); err != nil {
		t.Fatalf("Replay: %v", err)
	}
	eventually(t, "it comes again", func() bool { return len(r.got()) == 2 })
	got := r.got()
	if string(got[0].body) != string(got[1].body) || got[1].header.Get(webhook.HeaderID) != first.ID {
		t.Errorf("sent again is %s under %s", got[1].body, got[1].header.Get(webhook.HeaderID))
	}
	for _, wrong := range [][2]string{{h.ID, "nothing"}, {"another", first.ID}} {
		if err := s.Desk.Replay(staff(t.Context()), wrong[0], wrong[1]); !errors.Is(err, webhook.ErrNoDelivery) {
			t.Errorf("Replay%v = %v, want ErrNoDelivery", wrong, err)
		}
	}
}

func TestDesk_Test_reaches_a_hook_that_is_not_active(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusTeapot))
	s := run(t, mongotest.New(t), loopback)
	h, err := s.Desk.Create(staff(t.Context()), s.Desk.NewID(), webhook.Draft{URL: r.URL, Events: []string{"parcel.sold"}})
	if err != nil {
		t.Fatal(err)
	}
	emit(t, s, events.New("parcel-1", sold{}))
	if _, err := s.Desk.Test(staff(t.Context()), h.ID); err != nil {
		t.Fatalf("Test: %v", err)
	}
	d := settled(t, s, h.ID)
	if d.Event != webhook.TestEvent || d.State != webhook.Dead || d.Status != http.StatusTeapot || !strings.Contains(d.Answer, "I say I'm a teapot") {
		t.Errorf("the test is %+v, want it tried once, and no event sent", d)
	}
}
