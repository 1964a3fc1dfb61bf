package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/platform/identity"
)

// handle is the one middleware: what every request passes, in this order. One
// function costs less than a chain, and its order can be read.
func (s *Server) handle(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		x := exchangeOf(c)
		x.route = s.router.find(c)
		x.answer = c.Response().Header()
		s.writeHeaders(x.answer, x)
		allowHead(c)
		flush := s.encode(c, x)
		err := s.protect(c, x, next)
		if err != nil {
			s.fail(c, err)
		}
		if err := flush(); err != nil && x.err == nil {
			x.err = err
		}
		x.status, x.bytes = c.Response().Status, c.Response().Size
		s.finish(c.Request().Context(), x)
		return nil
	}
}

// allowHead adds HEAD to the methods that Echo is about to name for a method
// it doesn't know: it is routed as GET.
func allowHead(c echo.Context) {
	if allow, ok := c.Get(echo.ContextKeyHeaderAllow).(string); ok && strings.Contains(allow, http.MethodGet) {
		c.Set(echo.ContextKeyHeaderAllow, allow+", "+http.MethodHead)
	}
}

// protect turns a panic into an error and gives back what the request held.
func (s *Server) protect(c echo.Context, x *exchange, next echo.HandlerFunc) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares it the same way
				panic(v)
			}
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	if x.route == nil || x.route.kind != kindStream {
		timeout := defaultTimeout
		if x.route != nil {
			timeout = x.route.timeout
		}
		ctx, cancel := context.WithTimeout(c.Request().Context(), timeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
	}
	if err := s.admit(c, x); err != nil {
		return err
	}
	if x.shareable {
		return s.share(c, x, next)
	}
	return next(c)
}

// admit decides whether the request may go on to its handler.
func (s *Server) admit(c echo.Context, x *exchange) error {
	if x.route != nil && x.route.guard == Asset {
		return nil
	}
	r := c.Request()
	_, byToken := bearer(r.Header.Get("Authorization"))
	if !byToken {
		// What no browser sends by itself, no other site can make it send.
		if err := s.crossSite.Check(r); err != nil {
			return errCrossSite.Because(err)
		}
	}
	badCaller := s.identify(c, x)
	if isAPI(r.URL.Path) || x.limiter() != nil {
		err := s.limit(c.Request().Context(), x)
		x.writeLimits(c.Response().Header())
		if err != nil {
			return err
		}
	}
	if badCaller != nil {
		return badCaller
	}
	if err := limitBody(c, x); err != nil {
		return err
	}
	return s.guard(c, x)
}

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

// limitBody refuses a body that says it is too large, and stops reading one
// that turns out to be.
func limitBody(c echo.Context, x *exchange) error {
	limit := int64(defaultMaxBody)
	if x.route != nil {
		limit = x.route.maxBody
	}
	r := c.Request()
	if r.ContentLength > limit {
		c.Response().Header().Set("Connection", "close")
		return errTooLarge
	}
	// huma stops one byte earlier, with an answer of its own.
	r.Body = http.MaxBytesReader(c.Response(), r.Body, limit+1)
	return nil
}

var errSignInFirst = errors.New("web: to the sign-in form")

func (s *Server) guard(c echo.Context, x *exchange) error {
	if x.route == nil {
		return nil
	}
	var err error
	switch x.route.guard {
	case SignedIn:
		_, err = identity.RequireAccount(c.Request().Context())
	case Public, Entrance, Asset:
	case StaffOnly:
		_, err = identity.RequireStaff(c.Request().Context())
	}
	if errors.Is(err, identity.ErrSignIn) && x.route.kind == kindPage {
		return errSignInFirst
	}
	return err
}
