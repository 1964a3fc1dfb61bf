package webtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// Client visits a site. It keeps cookies and follows no redirects.
type Client struct {
	tb   testing.TB
	site *Site
	http *http.Client
	// Header is sent with every request.
	Header http.Header
}

// Response is an answer, read to its end.
type Response struct {
	Status int
	Header http.Header
	Body   string

	tb testing.TB
}

func newClient(tb testing.TB, s *Site) *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return &Client{tb: tb, site: s, Header: make(http.Header), http: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// SetCookie gives the client a cookie of the site.
func (c *Client) SetCookie(name, value string) {
	c.http.Jar.SetCookies(c.base(), []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// Cookie returns the value of a cookie the client has, or "".
func (c *Client) Cookie(name string) string {
	for _, cookie := range c.http.Jar.Cookies(c.base()) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

func (c *Client) base() *url.URL {
	u, err := url.Parse(c.site.URL)
	if err != nil {
		c.tb.Fatal(err)
	}
	return u
}

// Get gets a path; header holds names and values by turns.
func (c *Client) Get(path string, header ...string) *Response {
	c.tb.Helper()
	return c.Do(c.NewRequest(http.MethodGet, path, nil, header...))
}

// Post sends a form, as a page of the site does.
func (c *Client) Post(path string, form url.Values, header ...string) *Response {
	c.tb.Helper()
	req := c.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()), header...)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.Do(req)
}

// JSON calls an operation with body as JSON; nil sends none.
func (c *Client) JSON(method, path string, body any, header ...string) *Response {
	c.tb.Helper()
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.tb.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	req := c.NewRequest(method, path, r, header...)
	if body != nil && req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.Do(req)
}

// NewRequest returns a request for a path of the site.
func (c *Client) NewRequest(method, path string, body io.Reader, header ...string) *http.Request {
	c.tb.Helper()
	req, err := http.NewRequestWithContext(c.tb.Context(), method, c.site.URL+path, body)
	if err != nil {
		c.tb.Fatal(err)
	}
	for name, values := range c.Header {
		req.Header[name] = values
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return req
}

// Do sends the request, reads the answer and checks it against the contract.
func (c *Client) Do(req *http.Request) *Response {
	c.tb.Helper()
	res, err := c.http.Do(req)
	if err != nil {
		c.tb.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.tb.Fatal(err)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	c.site.check(c.tb, req, res)
	return &Response{Status: res.StatusCode, Header: res.Header, Body: string(body), tb: c.tb}
}

// Want fails the test unless the answer has that status, and returns it.
func (r *Response) Want(status int) *Response {
	r.tb.Helper()
	if r.Status != status {
		r.tb.Fatalf("status %d, want %d: %s", r.Status, status, r.Body)
	}
	return r
}

// Decode reads the JSON body into v.
func (r *Response) Decode(v any) {
	r.tb.Helper()
	if err := json.Unmarshal([]byte(r.Body), v); err != nil {
		r.tb.Fatalf("%v: %s", err, r.Body)
	}
}

// Problem returns the members of a problem.
func (r *Response) Problem() map[string]any {
	r.tb.Helper()
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		r.tb.Fatalf("Content-Type %q is no problem: %s", got, r.Body)
	}
	var p map[string]any
	r.Decode(&p)
	return p
}
