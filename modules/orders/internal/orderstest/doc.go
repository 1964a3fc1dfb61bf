// Package orderstest runs the whole orders module, over a real database and the
// real catalogue, for the module's own tests.
//
// Only tests import it. Its invariant: what a test sees went through the same
// constructors as in the program; only clocks are faster.
package orderstest
