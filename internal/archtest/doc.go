// Package archtest holds the project's architecture as rules that a test
// checks: which of its packages may import which, and which of them alone may
// import a library.
//
// It reads the import lines itself: a test that asks "go list" is cached by
// "go test" although files outside its package changed.
//
// Its invariant: each rule is shown to bite, by a tree under testdata that
// breaks it. Nothing imports this package.
package archtest
