// Package api serves the orders module's part of the JSON API: the cart,
// checkout, orders and live events, for shoppers and for staff. It translates
// between JSON and services and holds no rules.
//
// Only ordersfx may import it.
package api
