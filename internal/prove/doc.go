// Package prove shows a doubter that the shop doesn't oversell: a crowd of real
// HTTP clients buys more than there is from several shop processes at once, and
// then the ledgers are read.
//
// "shop prove" is its only user. It knows the shop from outside, by its API,
// except for the audit of the records. Its invariant: a report without
// violations means that every equation was checked and held.
package prove
