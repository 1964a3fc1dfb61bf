// Package orders is the contract of the module that owns carts, checkout,
// orders, payments and shipping. It calls catalog and auth through their
// contracts.
//
// Its invariants are the four promises of docs/checkout.md: no oversell, no
// double order, paid exactly when captured, and no acknowledged order lost.
package orders
