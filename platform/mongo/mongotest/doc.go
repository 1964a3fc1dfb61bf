// Package mongotest gives tests a database of their own on a real MongoDB
// engine, and a proxy to take it away with.
//
// Any test may import it. One invariant: no two tests share a database.
package mongotest
