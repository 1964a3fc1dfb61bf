// Package offline owns how a shop is paid outside the program: which of these
// ways it offers, the account that transfers go to, and what the shopper of an
// order that awaits one is told.
//
// Letters, pages and api of this module import it. Its invariant: nobody is told
// where to transfer to for an order that isn't waiting for a transfer.
package offline
