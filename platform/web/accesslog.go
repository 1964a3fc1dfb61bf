package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"shop/platform/identity"
	"shop/platform/logging"
)

// finish counts the request and writes its line.
func (s *Server) finish(ctx context.Context, x *exchange) {
	took := time.Since(x.start)
	if x.err != nil && StatusOf(x.err) == statusClientGone {
		x.status = statusClientGone
	}
	s.metrics.observe(x, took)
	s.logRequest(ctx, x, took)
}

// logRequest writes the request's line: the only place where a failure is
// logged, with all that led to it.
func (s *Server) logRequest(ctx context.Context, x *exchange, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case x.status >= http.StatusInternalServerError && x.err != nil:
		level = slog.LevelError
	case x.err == nil && x.route != nil && x.route.guard == Asset:
		level = slog.LevelDebug
	}
	if !s.log.Enabled(ctx, level) {
		return
	}
	line := logging.Request{
		Method: x.method, Path: x.loggedPath(), Status: x.status, Bytes: x.bytes, Took: took,
		IP: x.ip, RequestID: x.id,
	}
	if caller := identity.From(ctx); caller.SignedIn() {
		line.Account = caller.Account
	}
	if x.err != nil {
		logging.LogRequest(ctx, s.log, level, &line, slog.String("error", x.err.Error()))
		return
	}
	logging.LogRequest(ctx, s.log, level, &line)
}

// loggedPath is the request's path without its query, or the route's pattern
// where the path itself holds a secret.
func (x *exchange) loggedPath() string {
	if x.route != nil && x.route.secret {
		return x.route.path
	}
	return cut(x.path, 200)
}
