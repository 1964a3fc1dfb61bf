// Package invoice makes the papers of orders: an invoice of what was placed,
// and a credit note for each amount that went back or is no longer owed. Their
// numbers run without a gap, and what a paper says never changes.
//
// Its invariants: an order has one invoice at most; its credit notes never sum
// to more than it, and once they sum to all of it, so do their taxes. Only
// packages of the orders module may import it.
package invoice
