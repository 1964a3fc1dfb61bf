package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"shop/platform/redis"
)

// Guard says who may use a route.
type Guard string

// The guards. They spare the handler a pointless request and give pages a way
// to the sign-in form; what a caller may do is decided by the services.
const (
	// Public routes are for everybody; the caller is known where signed in.
	Public Guard = "public"
	// Entrance routes are for everybody who comes in or goes out: a program may
	// still send a token that is no longer good, which is only forgotten.
	Entrance Guard = "entrance"
	// Asset routes are for everybody and the same for everybody: the caller is
	// not looked up, so that a picture costs no session.
	Asset Guard = "asset"
	// SignedIn routes send an anonymous visitor of a page to the sign-in form.
	SignedIn Guard = "signed-in"
	// StaffOnly routes are for the shop's staff.
	StaffOnly Guard = "staff"
)

// Routes is a set of routes that a module serves.
type Routes interface {
	Routes(r *Router)
}

// Router takes the routes of the modules.
type Router struct {
	echo *echo.Echo
	api  huma.API
	// routes are keyed by method and Echo's pattern.
	routes map[routeKey]*route
	server *Server
}

type routeKey struct{ method, path string }

// route is what the middleware must know of a route.
type route struct {
	method, path string
	guard        Guard
	kind         string
	maxBody      int64
	timeout      time.Duration
	tagged       bool
	secret       bool
	// stored answers are kept; params are the query parameters that they depend
	// on, sorted.
	stored bool
	params []string
	// prefetched pages may be got before somebody follows a link to them.
	prefetched bool
	meter      *meter
	// limit names the limit that the route's requests are counted by, and
	// limiter is that limit; nil where nothing is counted but calls of the API.
	limit   string
	limiter *redis.Limiter
	// common are the headers of all its answers.
	common []line
}

// The kinds of route.
const (
	kindPage      = "page"
	kindOperation = "operation"
	kindStream    = "stream"
)

// The limits of a route that sets none.
const (
	defaultMaxBody = 1 << 20
	defaultTimeout = 15 * time.Second
)

// RouteOption changes a limit of one route.
type RouteOption func(*route)

// MaxBody lets requests of the route carry up to n bytes; the default is 1 MB.
func MaxBody(n int64) RouteOption { return func(r *route) { r.maxBody = n } }

// Timeout gives requests of the route d to finish; the default is 15 s.
func Timeout(d time.Duration) RouteOption { return func(r *route) { r.timeout = d } }

// Limited counts the requests of a page under a limit of that name, apart from
// those of other pages: each caller may make three times as many as of the API.
// It is for pages that cost much; what an operation does as well has the same
// limit there, see [LimitedOperation]. Answers from the store aren't counted,
// and what changes something has the limit "forms" without it.
func Limited(name string) RouteOption { return func(r *route) { r.limit = name } }

// Page adds a route that answers HTML or another thing browsers load. The path
// has Echo's syntax: "/p/:slug". HEAD works wherever GET does. It panics when
// the route exists.
func (r *Router) Page(method, path string, g Guard, h echo.HandlerFunc, opts ...RouteOption) {
	r.add(&route{method: method, path: path, guard: g, kind: kindPage}, opts...)
	r.echo.Add(method, path, h)
}

// Handle adds a route served by a net/http handler.
func (r *Router) Handle(method, path string, g Guard, h http.Handler, opts ...RouteOption) {
	r.Page(method, path, g, echo.WrapHandler(h), opts...)
}

func (r *Router) add(rt *route, opts ...RouteOption) {
	key := routeKey{rt.method, rt.path}
	if _, exists := r.routes[key]; exists {
		panic(fmt.Sprintf("web: route %s %s is declared twice", rt.method, rt.path))
	}
	rt.maxBody, rt.timeout = defaultMaxBody, defaultTimeout
	rt.secret = strings.Contains(rt.path, ":token")
	for _, opt := range opts {
		opt(rt)
	}
	if err := rt.checkStored(); err != nil {
		panic(err)
	}
	rt.limiter = r.server.limiterOf(rt)
	rt.meter = r.server.metrics.of(rt.method, rt.path)
	rt.common = r.server.commonHeaders(rt)
	r.routes[key] = rt
}

// find returns the route Echo chose for the request; nil where there is none.
func (r *Router) find(c echo.Context) *route {
	return r.routes[routeKey{c.Request().Method, c.Path()}]
}

// RouteInfo is one row of the route table.
type RouteInfo struct {
	Method, Path string
	Guard        Guard
	// Limit is the name of the limit that the route asked for; see [Limited].
	Limit string
}

// Table returns all routes, sorted by path and method.
func (r *Router) Table() []RouteInfo {
	table := make([]RouteInfo, 0, len(r.routes))
	for _, rt := range r.routes {
		table = append(table, RouteInfo{Method: rt.method, Path: rt.path, Guard: rt.guard, Limit: rt.limit})
	}
	slices.SortFunc(table, func(a, b RouteInfo) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return strings.Compare(a.Method, b.Method)
	})
	return table
}
