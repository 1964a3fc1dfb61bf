package web

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"shop/platform/encode"
	"shop/platform/web/internal/wire"
)

// wired has the connections of a listener send stored answers by themselves.
func (s *Server) wired(l net.Listener) net.Listener {
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return l
	}
	return &wire.Listener{TCPListener: tcp, Options: wire.Options{
		Answer: s.answerWire, Idle: idleTimeout, Write: writeTimeout, Close: closeTimeout,
	}}
}

// tellIdle is the server's ConnState.
func tellIdle(c net.Conn, state http.ConnState) {
	if conn, ok := c.(*wire.Conn); ok && state == http.StateIdle {
		conn.Idle()
	}
}

// answerWire answers a request from the store at its connection, just as
// [Server.sendStored] does with net/http around it. The store is asked before
// the router: an answer is only ever stored under the one spelling of an
// address that the router would lead to it.
func (s *Server) answerWire(c *wire.Conn, h *wire.Head) bool {
	x := exchange{server: s, start: time.Now(), method: http.MethodGet, path: h.Path, at: address{h.Path, h.Query}}
	e := s.store.get(x.at)
	if e == nil || s.drain.active() || !e.trail.Held() {
		return false
	}
	x.route = e.route
	accept, matches, ok := s.readWire(&x, c, h)
	if !ok || s.limitCandidate(context.Background(), &x) != nil {
		return false
	}
	s.metrics.stored.wire.Inc()
	f := e.in(encode.Negotiate(accept), s.store)
	start, body := f.start, f.body
	x.status = http.StatusOK
	if matches != "" && encode.Matches(matches, f.tag) {
		x.status, start, body = http.StatusNotModified, f.startShort, nil
	}
	buf := starts.Get().(*[]byte)
	*buf = x.appendStart((*buf)[:0], start)
	x.bytes, x.err = c.Send(x.start, *buf, body)
	starts.Put(buf)
	s.finish(context.Background(), &x)
	return true
}

// starts are buffers for what precedes a body.
var starts = sync.Pool{New: func() any { return new([]byte) }}

// readWire takes from the request's headers what a stored answer depends on. It
// reports false for a request that may be personal, or a fragment's, or that has
// a header twice which is only expected once.
func (s *Server) readWire(x *exchange, c *wire.Conn, h *wire.Head) (accept, matches string, ok bool) {
	var acceptField, matchField, forwarded, id *wire.Field
	for i := range h.Fields {
		f, ok := &h.Fields[i], true
		once := func(to **wire.Field) {
			ok = *to == nil
			*to = f
		}
		switch {
		case f.Is("Accept-Encoding"):
			once(&acceptField)
		case f.Is("If-None-Match"):
			once(&matchField)
		case f.Is(forwardedHeader):
			once(&forwarded)
		case f.Is(requestIDHeader):
			once(&id)
		case f.Is("Authorization"), f.Is(cartTokenHeader):
			ok = x.route.guard == Asset
		case f.Is("Cookie"):
			ok = x.route.guard == Asset || !s.ownCookie(f.Value)
		case f.Is("Hx-Request"):
			ok = false
		}
		if !ok {
			return "", "", false
		}
	}
	x.ip = c.Peer()
	if s.trusts(x.ip) {
		x.ip, x.id = s.clientIP(x.ip, []string{value(forwarded)}), requestID(value(id))
	} else {
		x.id = newRequestID()
	}
	return value(acceptField), value(matchField), true
}

// value is a field's, or "" without one.
func value(f *wire.Field) string {
	if f == nil {
		return ""
	}
	return f.Value
}

// appendStart appends the answer's beginning, with the headers of this request.
func (x *exchange) appendStart(b, start []byte) []byte {
	b = append(b, start...)
	b = append(b, "Date: "...)
	b = x.start.UTC().AppendFormat(b, http.TimeFormat)
	b = append(b, "\r\n"+requestIDHeader+": "...)
	b = append(b, x.id...)
	if x.limited {
		for i, name := range limitHeaders {
			b = append(b, "\r\n"...)
			b = append(b, name...)
			b = append(b, ": "...)
			b = append(b, x.limits[i]...)
		}
	}
	return append(b, "\r\n\r\n"...)
}
