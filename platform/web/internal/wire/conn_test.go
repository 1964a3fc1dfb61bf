package wire

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// site is a net/http server whose connections answer /wire by themselves.
type site struct {
	http  *http.Server
	addr  string
	wired atomic.Int64
	// conns and closed are the connections as they come and go.
	conns, closed chan net.Conn
	// answering is called with each request that is answered by its connection.
	answering atomic.Pointer[func()]
}

func newSite(t *testing.T, o Options) *site {
	t.Helper()
	s := &site{conns: make(chan net.Conn, 100), closed: make(chan net.Conn, 100)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	o.Answer = func(c *Conn, h *Head) bool {
		if h.Path != "/wire" || !c.Peer().IsLoopback() {
			return false
		}
		s.wired.Add(1)
		if f := s.answering.Load(); f != nil {
			(*f)()
		}
		size, _ := strconv.Atoi(h.Query)
		body := strings.Repeat("w", size)
		_, _ = c.Send(time.Now(), fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", len(body)), []byte(body))
		return true
	}
	s.http = &http.Server{
		ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n, _ := io.Copy(io.Discard, r.Body)
			fmt.Fprintf(w, "%s %s %d", r.Method, r.URL.Path, n)
		}),
		ConnState: func(c net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				s.conns <- c
			case http.StateClosed:
				s.closed <- c
			case http.StateIdle:
				c.(*Conn).Idle()
			default:
			}
		},
	}
	go func() { _ = s.http.Serve(&Listener{TCPListener: l.(*net.TCPListener), Options: o}) }()
	t.Cleanup(func() { _ = s.http.Close() })
	return s
}

// patient are options under which nothing times out.
var patient = Options{Idle: time.Minute, Write: time.Minute, Close: time.Minute}

// client is one connection to a site.
type client struct {
	t *testing.T
	net.Conn
	r *bufio.Reader
}

func (s *site) dial(t *testing.T) *client {
	t.Helper()
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	return &client{t, c, bufio.NewReader(c)}
}

func (c *client) send(text string) *client {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Fatal(err)
	}
	return c
}

// want reads an answer.
func (c *client) want(body string) {
	c.t.Helper()
	if got := c.answer(); got != body {
		c.t.Fatalf("got %q, want %q", got, body)
	}
}

// warm asks until the connection answers by itself. net/http answers once more
// when it has read the request's first byte ahead.
func (c *client) warm() *client {
	c.t.Helper()
	for range 100 {
		if c.send(ready).answer() == "www" {
			return c
		}
	}
	c.t.Fatal("the connection never answers by itself")
	return nil
}

func (c *client) answer() string {
	c.t.Helper()
	res, err := http.ReadResponse(c.r, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	got, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(got)
}

func request(method, target, rest string) string {
	return method + " " + target + " HTTP/1.1\r\n" + host + rest + "\r\n"
}

var ready = request("GET", "/wire?3", "")

func TestConn_answers_once_net_http_has_answered_before(t *testing.T) {
	t.Parallel()
	s := newSite(t, patient)
	c := s.dial(t)
	c.send(ready).want("GET /wire 0")
	c.warm()
	for range 3 {
		c.send(ready).want("www")
	}
	c.send(request("GET", "/other", "")).want("GET /other 0")
	c.warm()
	c.send(request("POST", "/wire", "Content-Length: 2\r\n") + "hi").want("POST /wire 2")
	c.warm()
}

// Where a request's beginning can't be told for certain, nothing is looked at
// any more: taking a body for a request would be request smuggling.
func TestConn_leaves_everything_to_net_http_once_it_lost_count(t *testing.T) {
	t.Parallel()
	body := ready
	for name, first := range map[string]struct{ text, want string }{
		"a chunked body": {
			request("POST", "/up", "Transfer-Encoding: chunked\r\n") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body),
			fmt.Sprintf("POST /up %d", len(body)),
		},
		"bare line feeds": {"GET /bare HTTP/1.1\nHost: x\n\n", "GET /bare 0"},
	} {
		s := newSite(t, patient)
		c := s.dial(t)
		c.send(ready).want("GET /wire 0")
		c.send(first.text).want(first.want)
		c.send(ready).want("GET /wire 0")
		if n := s.wired.Load(); n != 0 {
			t.Errorf("%s: %d answers by the connection, want none", name, n)
		}
	}
}

func TestConn_takes_no_body_that_comes_late_for_a_request(t *testing.T) {
	t.Parallel()
	s := newSite(t, patient)
	c := s.dial(t)
	c.send(ready).want("GET /wire 0")
	c.send(request("POST", "/up", fmt.Sprintf("Content-Length: %d\r\n", len(ready))))
	time.Sleep(20 * time.Millisecond) // so that the body arrives by itself
	c.send(ready).want(fmt.Sprintf("POST /up %d", len(ready)))
	c.send(ready).want("GET /wire 0")
}

func TestConn_keeps_the_order_of_requests_sent_ahead(t *testing.T) {
	t.Parallel()
	s := newSite(t, patient)
	c := s.dial(t)
	c.send(ready).want("GET /wire 0")
	c.send(request("GET", "/a", "") + ready + request("GET", "/b", ""))
	c.want("GET /a 0")
	c.want("GET /wire 0")
	c.want("GET /b 0")
}

func TestConn_passes_a_request_on_that_arrives_in_pieces(t *testing.T) {
	t.Parallel()
	s := newSite(t, patient)
	c := s.dial(t)
	c.warm()
	for _, piece := range []string{ready[:3], ready[3:20], ready[20:]} {
		c.send(piece)
		time.Sleep(10 * time.Millisecond)
	}
	c.want("GET /wire 0")
}

func TestConn_Close_lets_an_answer_finish(t *testing.T) {
	t.Parallel()
	s := newSite(t, patient)
	c := s.dial(t).warm()
	conn := <-s.conns
	begun, goOn := make(chan struct{}), make(chan struct{})
	hold := func() { close(begun); <-goOn }
	s.answering.Store(&hold)
	c.send(ready)
	<-begun
	closed := make(chan struct{})
	go func() { _ = conn.Close(); close(closed) }()
	select {
	case <-closed:
		t.Error("closed although an answer was under way")
	case <-time.After(20 * time.Millisecond):
	}
	close(goOn)
	c.want("www")
	<-closed
	if _, err := c.r.ReadByte(); err != io.EOF {
		t.Errorf("then the connection ends, not %v", err)
	}
}

func TestConn_gives_up_on_a_client_that_does_not_read(t *testing.T) {
	t.Parallel()
	s := newSite(t, Options{Idle: time.Minute, Write: 50*time.Millisecond - extendEvery, Close: time.Minute})
	c := s.dial(t)
	c.warm()
	c.send(request("GET", "/wire?100000000", "")) // more than buffers take
	<-s.closed
}

func TestConn_ends_when_idle_for_too_long(t *testing.T) {
	t.Parallel()
	s := newSite(t, Options{Idle: 50 * time.Millisecond, Write: time.Minute, Close: time.Minute})
	c := s.dial(t)
	c.warm()
	if _, err := c.r.ReadByte(); err != io.EOF {
		t.Errorf("reading gave %v, want the end", err)
	}
}

// net/http reads a byte ahead while it answers, and may so get hold of the next
// request's first one; that must not end the connection's own answers for good.
func TestConn_serves_many_clients_that_mix_requests(t *testing.T) {
	t.Parallel()
	s := newSite(t, patient)
	for range 20 {
		t.Run("client", func(t *testing.T) {
			t.Parallel()
			c := s.dial(t)
			for range 20 {
				c.send(request("POST", "/up", "Content-Length: 2\r\n") + "hi").want("POST /up 2")
				c.send(request("GET", "/slow", "")).want("GET /slow 0")
				c.warm().send(ready).want("www")
			}
		})
	}
}
