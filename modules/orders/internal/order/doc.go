// Package order owns the order document: its three states and the one table of
// transitions between them, its history, its refunds, who may see it, and its
// number.
//
// Lifecycle, checkout, fulfilment, api and pages of this module import it. Its
// invariant: states change by [Order.Apply] only, which allows what the table
// in transitions.go lists and nothing else.
package order
