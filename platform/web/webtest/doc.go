// Package webtest serves routes for tests: the real server on a real port, and
// a client that keeps cookies as a browser does.
//
// Its invariant: every answer of a documented operation that passes through a
// [Client] is checked against /openapi.json, and the test fails when it
// differs.
//
// Only tests import it.
package webtest
