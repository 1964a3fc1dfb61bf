// Package redistest gives tests a Redis: a real redis-server that can be
// paused, killed and restarted, or miniredis in the process.
//
// Tests of any package import it. One invariant: a test that wants a real
// server gets one or fails; it is never skipped.
package redistest
