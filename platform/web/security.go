package web

import "net/http"

// The headers are slices made once: setting a header by name allocates one.
var (
	contentSecurityPolicy = []string{"default-src 'self'; script-src 'self'; style-src 'self'; " +
		"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:"}
	contentTypeOptions = []string{"nosniff"}
	frameOptions       = []string{"DENY"}
	referrerPolicy     = []string{"strict-origin-when-cross-origin"}
	openerPolicy       = []string{"same-origin"}
	permissionsPolicy  = []string{"camera=(), geolocation=(), microphone=()"}
	transportSecurity  = []string{"max-age=31536000; includeSubDomains"}
	closeConnection    = []string{"close"}
	notStored          = []string{"no-store"}
	revalidated        = []string{"private, no-cache"}
)

// commonHeaders are those that every answer of a route has; a handler may set
// another Cache-Control. The route is nil where none matches.
func (s *Server) commonHeaders(rt *route) []line {
	lines := []line{
		{"Content-Security-Policy", contentSecurityPolicy},
		{"X-Content-Type-Options", contentTypeOptions},
		{"X-Frame-Options", frameOptions},
		{"Referrer-Policy", referrerPolicy},
		{"Cross-Origin-Opener-Policy", openerPolicy},
		{"Permissions-Policy", permissionsPolicy},
	}
	if s.secure {
		lines = append(lines, line{"Strict-Transport-Security", transportSecurity})
	}
	switch {
	case rt == nil || rt.kind != kindOperation:
	case rt.tagged:
		lines = append(lines, line{"Cache-Control", revalidated})
	default:
		lines = append(lines, line{"Cache-Control", notStored})
	}
	return lines
}

// writeHeaders sets what every answer has.
func (s *Server) writeHeaders(h http.Header, x *exchange) {
	if x.route != nil {
		put(h, x.route.common)
	} else {
		put(h, s.common)
	}
	h[requestIDHeader] = x.idHeader[:]
	if s.drain.active() {
		// The client's next request must find another instance.
		h["Connection"] = closeConnection
	}
}
