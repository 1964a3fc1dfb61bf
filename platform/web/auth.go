package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/platform/fault"
	"shop/platform/identity"
)

// Authenticator tells who holds a token.
type Authenticator interface {
	// Authenticate returns the caller whose session or API token it is.
	// Errors: fault.Unauthenticated when nobody's or no longer valid.
	Authenticate(ctx context.Context, token string) (identity.Caller, error)
}

var errBadToken = fault.New(fault.Unauthenticated, "bad-token", "The access token is not valid or has expired. Please sign in again.")

// identify puts the caller into the request's context. A bad bearer token is
// refused, since a program should know, except at an [Entrance]; a bad cookie is
// only forgotten, since a person just sees that they are signed out.
func (s *Server) identify(c echo.Context, x *exchange) error {
	r := c.Request()
	visitor := identity.Caller{
		Guest:     guestToken(r, x),
		IP:        x.ip.String(),
		UserAgent: cut(r.UserAgent(), 400),
	}
	ctx := identity.With(r.Context(), visitor)
	token, byBearer := bearer(r.Header.Get("Authorization"))
	if !byBearer {
		token = x.cookie(sessionCookie)
	}
	if !byBearer && token == "" {
		c.SetRequest(r.WithContext(ctx))
		return nil
	}
	caller, err := s.authenticate(ctx, token)
	switch {
	case err == nil:
		x.token = token
		caller.Guest, caller.IP, caller.UserAgent = visitor.Guest, visitor.IP, visitor.UserAgent
		ctx = identity.With(ctx, caller)
	case fault.KindOf(err) != fault.Unauthenticated:
	case byBearer && x.route != nil && x.route.guard == Entrance:
		err = nil
	case byBearer:
		err = errBadToken.Because(err)
	default:
		ClearSession(c)
		err = nil
	}
	c.SetRequest(r.WithContext(ctx))
	return err
}

func (s *Server) authenticate(ctx context.Context, token string) (identity.Caller, error) {
	if token == "" || len(token) > secretLimit {
		return identity.Caller{}, identity.ErrSignIn
	}
	return s.auth.Authenticate(ctx, token)
}

func bearer(header string) (string, bool) {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(token), true
}

// cartTokenHeader names a guest's cart for programs; browsers have a cookie.
const cartTokenHeader = "Cart-Token"

func guestToken(r *http.Request, x *exchange) string {
	token := r.Header.Get(cartTokenHeader)
	if token == "" {
		token = x.cookie(guestCookie)
	}
	if len(token) > secretLimit {
		return ""
	}
	return token
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
