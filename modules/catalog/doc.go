// Package catalog is the contract of the module that owns products, variants,
// categories, pictures and stock. It hears of orders through their events only.
//
// Its invariant: per SKU that is tracked, available + held + sold == received -
// writtenOff, and none of them is ever negative (docs/architecture.md and the
// checkout protocol tell why).
package catalog
