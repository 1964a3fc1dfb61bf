// Package failpoint names the places between the steps of the checkout
// protocol, so that crash tests can stop the process at each of them.
//
// In the program that is shipped [Here] is empty and no name remains in it.
// Built with the tag "failpoints", SHOP_FAILPOINTS says what happens where:
//
//	SHOP_FAILPOINTS="checkout:claimed=kill@1,checkout:captured=stop@2"
//
// kills the process (SIGKILL) when it passes the first place for the first
// time, or stops it (SIGSTOP, until SIGCONT) when it passes the second one for
// the second time. Domain code may import it; it imports the standard library
// only.
package failpoint
