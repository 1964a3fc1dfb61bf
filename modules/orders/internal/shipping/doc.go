// Package shipping owns the zones of the world and the ways to deliver there:
// at a flat price, by tiers of weight or value, or to be picked up.
//
// A destination is in one zone: that which names its region, else the one that
// names its country, else the rest of the world.
//
// Cart, checkout, api and pages of this module import it. Its invariant: a
// method's price depends only on the method and the [Consignment], and no place
// is in two zones.
package shipping
