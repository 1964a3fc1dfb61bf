// Package contracttest holds HTTP answers against an OpenAPI document, for the
// tests that speak to a server as its API's clients do.
package contracttest
