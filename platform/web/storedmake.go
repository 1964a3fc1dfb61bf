package web

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"shop/platform/identity"
	"shop/platform/redis"
)

// sendStored answers from the store where that can be done at once, with
// nothing but what is in memory. It reports false, having written nothing,
// where the request has to go the long way.
func (s *Server) sendStored(w http.ResponseWriter, r *http.Request, x *exchange) bool {
	if !s.candidate(r, x) {
		return false
	}
	e := s.store.get(x.at)
	if e == nil || !e.trail.Held() {
		return false
	}
	if err := s.limitCandidate(r.Context(), x); err != nil {
		return false
	}
	h := w.Header()
	s.writeHeaders(h, x)
	x.writeLimits(h)
	s.metrics.stored.hit.Inc()
	x.err = e.send(w, x)
	s.finish(r.Context(), x)
	return true
}

// share answers with an entry that is still good, with one that another
// request is making, or by making one.
func (s *Server) share(c echo.Context, x *exchange, next echo.HandlerFunc) error {
	ctx := c.Request().Context()
	f, first := s.store.join(x.at)
	if !first {
		if e := s.store.wait(ctx, f); e != nil && e.trail.Fresh(ctx) {
			s.metrics.stored.awaited.Inc()
			return s.sendEntry(c, x, e)
		}
		s.metrics.stored.alone.Inc()
		return next(c)
	}
	defer s.store.land(x.at, f)
	if e := s.store.get(x.at); e != nil && e.trail.Fresh(ctx) {
		f.entry = e
		s.metrics.stored.fresh.Inc()
		return s.sendEntry(c, x, e)
	}
	a, err := s.record(c, x, next)
	if err != nil {
		return err
	}
	if a.unfit || whyNot(a.status, a.header, a.body.Bytes()) != "" {
		s.metrics.stored.refused.Inc()
		return a.replay(c)
	}
	f.entry = newEntry(x.route, x.at, a.trail, a.header, a.body.Bytes())
	s.store.put(f.entry)
	s.metrics.stored.made.Inc()
	return s.sendEntry(c, x, f.entry)
}

// wait returns the entry that the flight brings, or nil when there is none in
// time.
func (s *store) wait(ctx context.Context, f *flight) *entry {
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	limit := time.NewTimer(sharedWait)
	defer limit.Stop()
	select {
	case <-f.done:
		return f.entry
	case <-limit.C:
	case <-ctx.Done():
	}
	return nil
}

// sendEntry sends the entry past the encoder, which has nothing left to do.
func (s *Server) sendEntry(c echo.Context, x *exchange, e *entry) error {
	err := e.send(x.raw, x)
	res := c.Response()
	res.Committed, res.Status, res.Size = true, x.status, x.bytes
	return err
}

// answer is what a handler wrote. It implements [http.ResponseWriter].
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
	trail  *redis.Trail
	// unfit says that the answer is right for this moment only.
	unfit bool
}

// Header implements [http.ResponseWriter].
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements [http.ResponseWriter].
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements [http.ResponseWriter].
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// replay sends what was recorded to the one who asked.
func (a *answer) replay(c echo.Context) error {
	maps.Copy(c.Response().Header(), a.header)
	c.Response().WriteHeader(a.status)
	_, err := c.Response().Write(a.body.Bytes())
	return err
}

// record has the handler answer a request that has nothing but its address: no
// header, cookie, caller or request id. So what it writes can be anybody's. It
// is not cut short when the client leaves, since others wait for it.
func (s *Server) record(c echo.Context, x *exchange, next echo.HandlerFunc) (*answer, error) {
	r, w := c.Request(), c.Response()
	a := &answer{header: make(http.Header), status: http.StatusOK}
	if x.route.tagged {
		a.header["Cache-Control"] = revalidated
	}
	inner := *x
	inner.header, inner.answer = http.Header{}, a.header
	ctx := context.WithValue(context.WithoutCancel(r.Context()), exchangeKey{}, &inner)
	ctx, a.trail = redis.WithTrail(identity.With(ctx, identity.Caller{}))
	ctx, cancel := context.WithTimeout(ctx, x.route.timeout)
	defer cancel()
	c.SetRequest(s.bare(x.at).WithContext(ctx))
	c.SetResponse(echo.NewResponse(a, s.echo))
	defer func() {
		c.SetRequest(r)
		c.SetResponse(w)
		x.err = inner.err
	}()
	err := next(c)
	a.unfit = inner.err != nil || inner.incomplete
	return a, err
}

// bare returns a request for an address and nothing else. Its host is the
// shop's own, whatever the client called it.
func (s *Server) bare(at address) *http.Request {
	u := &url.URL{Path: at.path, RawQuery: at.query}
	return &http.Request{
		Method: http.MethodGet, URL: u, RequestURI: u.RequestURI(), Host: s.host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header), Body: http.NoBody,
	}
}
