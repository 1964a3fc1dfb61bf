// Package reactions is what the orders module does on its own events: it writes
// to shoppers and tells open pages. catalog hears of orders through the same
// events.
//
// Its invariant: each reaction may run again for the same event and has its
// effect once. Only ordersfx may import it.
package reactions
