// Package product owns what is sold: products, their variants and pictures,
// what makes them valid, and who may change them.
//
// Its invariants: a slug and a SKU are unique in the shop, and a change made
// from an old version of a product is refused, never saved over a newer one.
//
// Only the catalog module's own packages may import it.
package product
