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

// writeHeaders sets what every answer has; a handler may set another
// Cache-Control.
func (s *Server) writeHeaders(h http.Header, x *exchange) {
	h["Content-Security-Policy"] = contentSecurityPolicy
	h["X-Content-Type-Options"] = contentTypeOptions
	h["X-Frame-Options"] = frameOptions
	h["Referrer-Policy"] = referrerPolicy
	h["Cross-Origin-Opener-Policy"] = openerPolicy
	h["Permissions-Policy"] = permissionsPolicy
	h[requestIDHeader] = x.idHeader[:]
	if s.secure {
		h["Strict-Transport-Security"] = transportSecurity
	}
	if x.route != nil && x.route.kind == kindOperation {
		h["Cache-Control"] = notStored
		if x.route.tagged {
			h["Cache-Control"] = revalidated
		}
	}
	if s.drain.active() {
		// The client's next request must find another instance.
		h["Connection"] = closeConnection
	}
}
