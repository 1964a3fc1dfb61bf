// Package draft lets staff put an order together for somebody, who pays it by a
// link: a cart whose prices are promised, which is claimed, held and paid by the
// same protocol as a shopper's own.
//
// Its invariant: nobody but staff decides what is in a draft and what it costs.
// Only packages of the orders module may import it.
package draft
