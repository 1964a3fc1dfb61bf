// Package host is what the shop asks of the operating system: helper programs
// that never outlive it, and locks that never outlive their holder.
//
// Any platform package and cmd/shop may import it; it imports none. One
// invariant: when this process is gone, however it ended, so are its children
// and its locks.
package host
