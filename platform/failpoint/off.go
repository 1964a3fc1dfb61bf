//go:build !failpoints

package failpoint

// Here does nothing in this build, and costs nothing.
func Here(Point) {}
