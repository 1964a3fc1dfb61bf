package webtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"shop/platform/config"
	"shop/platform/identity"
	"shop/platform/logging"
	"shop/platform/web"
	"shop/platform/web/contracttest"
)

// Site is a running server.
type Site struct {
	*web.Server
	// URL is where it listens, without a trailing slash.
	URL string
	// Log is what the server logged, as JSON lines.
	Log *Log
	// Sessions authenticates, unless the site was started with another
	// authenticator.
	Sessions *Sessions

	contract func() (contracttest.Contract, error)
}

// New serves the routes until the test ends.
func New(tb testing.TB, routes ...web.Routes) *Site {
	tb.Helper()
	return Start(tb, web.Params{Routes: routes})
}

// Start serves until the test ends. What p leaves out gets a plain stand-in: a
// shell that shows the frame's parts, [Sessions], no rate limit.
func Start(tb testing.TB, p web.Params) *Site {
	tb.Helper()
	site := &Site{Log: &Log{}, Sessions: &Sessions{}}
	if p.Log == nil {
		p.Log = logging.New(site.Log, true)
	}
	if p.Auth == nil {
		p.Auth = site.Sessions
	}
	if p.Shell == nil {
		p.Shell = Shell
	}
	if p.ErrorPage == nil {
		p.ErrorPage = ErrorPage
	}
	if p.Options.RateAPI.Limit == 0 {
		p.Options.RateAPI = config.Rate{Off: true}
	}
	p.Options.Addr = "127.0.0.1:0"
	server, err := web.New(p)
	if err != nil {
		tb.Fatal(err)
	}
	if err := server.Start(tb.Context(), func(err error) { tb.Errorf("serving: %v", err) }); err != nil {
		tb.Fatal(err)
	}
	site.Log.clear() // it begins with what is asked
	site.Server, site.URL = server, "http://"+server.Addr().String()
	site.contract = newContract(tb, server)
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), 10*time.Second)
		defer cancel()
		_ = server.Stop(ctx) // ends the streams
	})
	return site
}

// Client returns a new visitor of the site, whose failures are tb's.
func (s *Site) Client(tb testing.TB) *Client {
	tb.Helper()
	return newClient(tb, s)
}

// SignedIn returns a visitor with the caller's session cookie.
func (s *Site) SignedIn(tb testing.TB, caller identity.Caller) *Client {
	tb.Helper()
	c := newClient(tb, s)
	c.SetCookie("session", s.Sessions.Token(caller))
	return c
}

// Sessions are tokens and who holds them.
type Sessions struct {
	mu      sync.Mutex
	callers map[string]identity.Caller
}

// Token returns a new token for the caller.
func (s *Sessions) Token(caller identity.Caller) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.callers == nil {
		s.callers = make(map[string]identity.Caller)
	}
	token := rand.Text()
	s.callers[token] = caller
	return token
}

// Revoke ends all sessions.
func (s *Sessions) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.callers)
}

// Authenticate implements [web.Authenticator].
func (s *Sessions) Authenticate(_ context.Context, token string) (identity.Caller, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	caller, ok := s.callers[token]
	if !ok {
		return caller, identity.ErrSignIn
	}
	return caller, nil
}

// Log keeps what is logged.
type Log struct {
	mu  sync.Mutex
	buf strings.Builder
}

// Write implements [io.Writer].
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *Log) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf.Reset()
}

// String returns all of it.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// Discard is a logger for parts that are not looked at.
func Discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// Shell shows each part of the frame where a test can find it.
func Shell(f web.Frame, h web.Head, content templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		account := ""
		if f.Account != nil {
			account = f.Account.Name
		}
		_, err := fmt.Fprintf(w, "<!doctype html><title>%s</title><header data-area=%q data-account=%q data-cart=\"%d\">%s</header><main>",
			templ.EscapeString(h.Title), f.Area, templ.EscapeString(account), f.CartCount, templ.EscapeString(f.Flash))
		if err != nil {
			return err
		}
		if err := content.Render(ctx, w); err != nil {
			return err
		}
		_, err = io.WriteString(w, "</main>")
		return err
	})
}

// ErrorPage shows each part of the failure.
func ErrorPage(v web.ErrorView) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := fmt.Fprintf(w, "<h1>%d %s</h1><p>%s</p><p>%s</p>", v.Status, http.StatusText(v.Status),
			templ.EscapeString(v.Message), templ.EscapeString(v.RequestID))
		return err
	})
}
