// Package web is the edge of the shop: one Echo server, the middleware every
// request passes in one fixed order, and the only place where errors become
// answers.
//
// Modules hand in [Routes]; on the [Router] a [Router.Page] answers HTML, an
// [Operation] JSON and a [Stream] Server-Sent Events, each with a [Guard].
// Handlers hold no rules and return errors: a fault's kind decides the status,
// its cause is logged once beside the request, and the caller gets problem
// JSON (RFC 9457) under /api and an error page elsewhere.
//
// Its invariants: what a caller sees of a failure is a fault's sentence and
// fields, never an error's text; and a forwarding header is believed only from
// a trusted proxy.
//
// cmd/shop and the modules' internal/api, internal/pages and <m>fx packages
// import it.
package web
