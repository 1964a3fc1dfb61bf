package stripetest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// Rule says how calls of an operation misbehave.
type Rule struct {
	// Way is "error-before" or "error-after" its effect, likewise "silence-",
	// "twice", or "refused", of a refund that the bank doesn't take.
	Way string `json:"way"`
	// Every is 1 where each call does, 2 where each second one.
	Every int `json:"every"`
}

// server is Stripe.
type server struct {
	key, secret, notify string

	mu       sync.Mutex
	account  account
	answered map[string]answer // by idempotency key
	rules    map[string]Rule
	calls    map[string]int
	events   int
}

// answer is what was answered to a request, which its key is answered again.
type answer struct {
	request string
	status  int
	body    []byte
}

func newServer(address, key, secret, notify string) *server {
	return &server{
		key: key, secret: secret, notify: notify,
		account:  account{address: address, sessions: map[string]object{}, intents: map[string]object{}},
		answered: map[string]answer{}, rules: map[string]Rule{}, calls: map[string]int{},
	}
}

// operation is what a route does.
type operation func(a *account, id string, form url.Values) (object, *failure)

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	for route, op := range map[string]operation{
		"POST /v1/checkout/sessions":             func(a *account, _ string, f url.Values) (object, *failure) { return a.createSession(f) },
		"GET /v1/checkout/sessions/{id}":         (*account).retrieveSession,
		"POST /v1/checkout/sessions/{id}/expire": func(a *account, id string, _ url.Values) (object, *failure) { return a.expireSession(id) },
		"POST /v1/payment_intents/{id}/capture":  (*account).captureIntent,
		"POST /v1/payment_intents/{id}/cancel":   func(a *account, id string, _ url.Values) (object, *failure) { return a.cancelIntent(id) },
		"POST /v1/refunds":                       func(a *account, _ string, f url.Values) (object, *failure) { return a.createRefund(f) },
		"GET /v1/refunds":                        func(a *account, _ string, f url.Values) (object, *failure) { return a.listRefunds(f), nil },
	} {
		mux.HandleFunc(route, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, route, op) })
	}
	mux.HandleFunc("POST /c/pay/{id}", s.pay)
	mux.HandleFunc("POST /sent-back/{order}", s.sendBack)
	mux.HandleFunc("GET /kept/{order}", s.kept)
	mux.HandleFunc("PUT /rules", s.behave)
	return mux
}

// serve does what a call of the API asks for, under its idempotency key, unless
// it misbehaves.
func (s *server) serve(w http.ResponseWriter, r *http.Request, route string, op operation) {
	if user, _, _ := r.BasicAuth(); user != s.key && r.Header.Get("Authorization") != "Bearer "+s.key {
		write(w, http.StatusUnauthorized, failure{kind: "invalid_request_error", message: "Invalid API Key provided"}.body())
		return
	}
	if err := r.ParseForm(); err != nil {
		write(w, http.StatusBadRequest, invalid("", "", err.Error()).body())
		return
	}
	s.mu.Lock()
	way := s.wayOf(route)
	s.account.refuses = way == "refused"
	var status int
	var body []byte
	var replayed bool
	if way != "error-before" && way != "silence-before" {
		status, body, replayed = s.once(r, route, op)
	}
	if way == "twice" {
		status, body, replayed = s.once(r, route, op)
	}
	s.mu.Unlock()
	switch way {
	case "error-before", "error-after":
		write(w, http.StatusInternalServerError, failure{kind: "api_error", message: "Told to fail."}.body())
		return
	case "silence-before", "silence-after":
		<-r.Context().Done()
		return
	}
	if replayed {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// once answers a key that was used before as it was answered then, if the
// request is the same. The caller holds mu.
func (s *server) once(r *http.Request, route string, op operation) (status int, body []byte, replayed bool) {
	key, request := r.Header.Get("Idempotency-Key"), r.URL.Path+"?"+r.Form.Encode()
	if before, used := s.answered[key]; used && key != "" && r.Method == http.MethodPost {
		if before.request != request {
			f := failure{400, "idempotency_error", "", "Keys for idempotent requests can only be used with the same parameters they were first used with.", ""}
			return f.status, encode(f.body()), false
		}
		return before.status, before.body, true
	}
	result, refused := op(&s.account, r.PathValue("id"), r.Form)
	status, body = http.StatusOK, encode(result)
	if refused != nil {
		status, body = refused.status, encode(refused.body())
	} else if r.Method == http.MethodPost {
		go s.tell(route, body)
	}
	// What is refused before anything was done leaves the key free.
	if key != "" && refused == nil {
		s.answered[key] = answer{request, status, body}
	}
	return status, body, false
}

// wayOf counts a call and tells how it misbehaves. The caller holds mu.
func (s *server) wayOf(route string) string {
	s.calls[route]++
	if rule, bad := s.rules[route]; bad && s.calls[route]%rule.Every == 0 {
		return rule.Way
	}
	return ""
}

func (s *server) behave(w http.ResponseWriter, r *http.Request) {
	rules := map[string]Rule{}
	if err := json.NewDecoder(r.Body).Decode(&rules); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = rules
}

// pay is the payer's page.
func (s *server) pay(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	_, paid := s.account.pay(r.PathValue("id"))
	session, known := s.account.sessions[r.PathValue("id")]
	body := encode(shown(session))
	s.mu.Unlock()
	switch {
	case !known:
		http.NotFound(w, r)
	case !paid:
		http.Error(w, "There is nothing to pay any more.", http.StatusConflict)
	default:
		go s.tell("checkout.session.completed", body)
		w.WriteHeader(http.StatusNoContent)
	}
}

// sendBack is the payer's bank, which doesn't take a refund after all.
func (s *server) sendBack(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, refund := range s.account.sendBack(r.PathValue("order")) {
		go s.tell("refund.failed", encode(refund))
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) kept(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	write(w, http.StatusOK, s.account.kept(r.PathValue("order")))
}

// tell sends a signed event about an object, until it is heard.
func (s *server) tell(kind string, subject json.RawMessage) {
	if s.notify == "" {
		return
	}
	s.mu.Lock()
	s.events++
	id := fmt.Sprintf("evt_%d", s.events)
	s.mu.Unlock()
	event := encode(object{"id": id, "object": "event", "type": kind, "created": time.Now().Unix(), "data": object{"object": subject}})
	for range 20 {
		req, err := http.NewRequest(http.MethodPost, s.notify, bytes.NewReader(event))
		if err != nil {
			return
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Stripe-Signature", Sign(s.secret, time.Now(), event))
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode < http.StatusMultipleChoices {
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// Sign returns the Stripe-Signature of a webhook: an HMAC-SHA256 of its time and
// body.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("stripetest: " + err.Error())
	}
	return text
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(encode(v))
}
