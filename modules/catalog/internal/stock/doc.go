// Package stock counts units: what can be sold, what orders hold, what was
// sold, received and written off.
//
// Its invariant: per tracked SKU, available + held + sold == received -
// writtenOff, and none of them is ever negative. Each method changes one
// document under a condition, so that it may be repeated by any process and
// has its effect once.
//
// Only the catalog module's own packages may import it.
package stock
