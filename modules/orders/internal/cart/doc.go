// Package cart owns what a shopper is about to buy: lines and their limits, the
// merge of a guest's cart into an account's, and the claim by which an order
// takes a cart.
//
// Checkout, lifecycle, api, pages and reactions of this module import it. Its
// invariant: a line leaves a cart only because its shopper removed it, because
// it was bought, or because it moved to another cart as a whole.
package cart
