package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/platform/web/contracttest"
)

// client is a mobile app: it speaks JSON, keeps a cart token and a bearer
// token, and holds each response against the OpenAPI document.
type client struct {
	t     testing.TB
	shop  *shop
	token string // bearer
	cart  string // Cart-Token
	http  *http.Client
}

func newClient(t testing.TB, s *shop) *client {
	return &client{t: t, shop: s, http: &http.Client{Timeout: 30 * time.Second}}
}

// response is what came back, its body read.
type response struct {
	status int
	header http.Header
	body   []byte
}

// into decodes the body.
func (r response) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("decode %s: %v", r.body, err)
	}
}

// header is a request header as "Name: value".
type header string

// request is one with body as JSON (nil for none) and the client's tokens.
func (c *client) request(method, path string, body any, headers ...header) (*http.Request, error) {
	var payload []byte
	if body != nil {
		var err error
		if payload, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(context.Background(), method, c.shop.base+path, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.cart != "" {
		req.Header.Set("Cart-Token", c.cart)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(string(h), ": ")
		req.Header.Set(name, value)
	}
	return req, nil
}

// do sends a request and validates what comes back.
func (c *client) do(method, path string, body any, headers ...header) response {
	c.t.Helper()
	req, err := c.request(method, path, body, headers...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	got := response{status: res.StatusCode, header: res.Header}
	if got.body, err = io.ReadAll(res.Body); err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	if token := res.Header.Get("Cart-Token"); token != "" {
		c.cart = token
	}
	validateResponse(c.t, c.shop, req, got)
	return got
}

// attempt sends a request whose answer may never come.
func (c *client) attempt(method, path string, body any, headers ...header) {
	if req, err := c.request(method, path, body, headers...); err == nil {
		if res, err := c.http.Do(req); err == nil {
			_ = res.Body.Close()
		}
	}
}

// want sends and fails the test unless the status is the given one.
func (c *client) want(status int, method, path string, body any, headers ...header) response {
	c.t.Helper()
	r := c.do(method, path, body, headers...)
	if r.status != status {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, path, r.status, status, r.body)
	}
	return r
}

// signIn signs in and keeps the token.
func (c *client) signIn(email, password string) {
	c.t.Helper()
	var got struct{ Token string }
	c.want(http.StatusOK, http.MethodPost, "/api/auth/login", object{"email": email, "password": password}).into(c.t, &got)
	c.token = got.Token
}

// staff returns a client signed in as the demo's owner.
func staff(t testing.TB, s *shop) *client {
	t.Helper()
	c := newClient(t, s)
	c.signIn(ownerEmail, ownerPassword)
	return c
}

type object = map[string]any

// contract is the program's OpenAPI document, read from the first shop that is
// asked.
var contract struct {
	once sync.Once
	is   contracttest.Contract
}

// validateResponse holds a response against the program's own OpenAPI
// document. Streams are left to the tests that read them.
func validateResponse(t testing.TB, s *shop, req *http.Request, got response) {
	t.Helper()
	contract.once.Do(func() {
		res, err := http.Get(s.base + "/openapi.json")
		if err != nil {
			t.Fatalf("fetch the OpenAPI document: %v", err)
		}
		defer res.Body.Close()
		document, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatalf("read the OpenAPI document: %v", err)
		}
		if contract.is, err = contracttest.Load(document); err != nil {
			t.Fatal(err)
		}
	})
	if contract.is == nil {
		t.Fatal("there is no OpenAPI document to hold responses against")
	}
	recorded := httptest.NewRecorder()
	for name, values := range got.header {
		recorded.Header()[name] = values
	}
	recorded.WriteHeader(got.status)
	_, _ = recorded.Write(got.body)
	if err := contract.is.Check(req, recorded.Result()); err != nil {
		t.Errorf("%v\n%s", err, got.body)
	}
}
