// Package promotion owns what takes money off a price, by itself or for a code:
// percentages, amounts, free delivery, and units for nothing, with the
// conditions under which they apply and the rules by which they meet.
//
// Promotions are looked at by priority, the highest first, and each takes its
// part of what those before it left. An exclusive one applies only if none did
// before, and is then the last. Of a group the first that applies is the only
// one.
//
// Pricing, cart, checkout, api and pages of this module import it. Its
// invariant: [Evaluate] depends on nothing but what it is given, and no line
// ever costs less than nothing.
package promotion
