// Package e2e drives the built program as its users do: HTTP as a mobile app
// would, Chromium as shopper and merchant, a shell as an operator. It holds
// tests only, and knows nothing of the program but what docs and the OpenAPI
// document say.
//
// Its invariant: nothing is mocked. The program under test is the binary that
// `go build ./cmd/shop` makes, on a real MongoDB engine and a real Redis.
package e2e
