// Package coupon owns the codes that unlock promotions: how they are written,
// and how often they are used, in all and by each customer.
//
// An order reserves its use before it asks for money and settles it once it is
// certain, as it does with the units that it holds: under its own id, each step
// one conditional change of one document, which may be repeated by anybody.
//
// Cart, checkout, lifecycle, order, promotion, api and pages of this module
// import it. Its invariant: uses and reservations together never exceed a limit
// that they were reserved under.
package coupon
