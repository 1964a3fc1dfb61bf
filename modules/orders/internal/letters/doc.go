// Package letters writes the module's mails to shoppers: that an order was
// placed, paid, shipped, cancelled or refunded, and where to pay what staff
// drafted for them. It also shows them to staff before any shopper gets one.
//
// Its invariant: what staff see in a preview is what shoppers get, drawn by the
// same templates from the same order. Only ordersfx, reactions and pages may
// import it.
package letters
