package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// address is what a stored answer depends on. Its parts are apart because a
// path may hold a question mark, too.
type address struct{ path, query string }

const (
	// maxStoredPath and maxStoredQuery bound an address, in bytes.
	maxStoredPath  = 512
	maxStoredQuery = 1024
)

// candidate reports whether the request may be answered from the store, and
// notes its route and address. It looks at little first: most requests that
// can't are told by their method or a cookie.
func (s *Server) candidate(r *http.Request, x *exchange) bool {
	if x.method != http.MethodGet && x.method != http.MethodHead || r.ContentLength != 0 || r.URL.RawPath != "" {
		return false
	}
	rt := s.routeOf(r)
	if rt == nil || !rt.stored || rt.guard != Asset && s.personal(x.header) || fragment(x.header) {
		return false
	}
	at, ok := addressOf(r.URL, rt.params)
	if !ok {
		return false
	}
	x.route, x.at, x.shareable = rt, at, true
	return true
}

// routeOf returns the route that Echo is going to choose for GET.
func (s *Server) routeOf(r *http.Request) *route {
	c := s.echo.AcquireContext()
	defer s.echo.ReleaseContext(c)
	c.Reset(r, nil)
	s.echo.Router().Find(http.MethodGet, echo.GetPath(r), c)
	return s.router.routes[routeKey{http.MethodGet, c.Path()}]
}

// personal reports whether the answer may be one's own: whoever shows a token,
// has a cart, or is about to be told something.
func (s *Server) personal(h http.Header) bool {
	if len(h["Authorization"]) > 0 || len(h[cartTokenHeader]) > 0 {
		return true
	}
	return slices.ContainsFunc(h["Cookie"], s.ownCookie)
}

// ownCookie reports whether a Cookie header has one that makes answers personal.
func (s *Server) ownCookie(cookies string) bool {
	for item := range strings.SplitSeq(cookies, ";") {
		name, _, _ := strings.Cut(item, "=")
		if slices.Contains(s.ownCookies, strings.TrimSpace(name)) {
			return true
		}
	}
	return false
}

// addressOf returns the one spelling of a URL's address. It reports false for
// one that names a parameter that isn't among params, or one twice: nobody can
// fill the store with answers that are all the same.
func addressOf(u *url.URL, params []string) (address, bool) {
	if len(u.Path) > maxStoredPath || len(u.RawQuery) > maxStoredQuery {
		return address{}, false
	}
	if u.RawQuery == "" || isCanonical(u.RawQuery, params) {
		return address{u.Path, u.RawQuery}, true
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return address{}, false
	}
	for name, list := range values {
		if _, known := slices.BinarySearch(params, name); !known || len(list) != 1 {
			return address{}, false
		}
	}
	return address{u.Path, values.Encode()}, true
}

// isCanonical reports whether a query is certainly spelled as
// [url.Values.Encode] would: known names in order, each once, and plain values.
// It saves taking most queries apart.
func isCanonical(query string, params []string) bool {
	last := ""
	for pair := range strings.SplitSeq(query, "&") {
		name, value, found := strings.Cut(pair, "=")
		if _, known := slices.BinarySearch(params, name); !known || !found || name <= last || !plainValue(value) {
			return false
		}
		last = name
	}
	return true
}

// plainValue reports whether a value has no character that could be escaped in
// another way.
func plainValue(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' && c != '.' && c != '~' && c != '+' {
			return false
		}
	}
	return true
}
