// Package pages serves the HTML pages of the orders module: the cart,
// checkout and orders for shoppers, the dashboard and the orders for staff. It
// translates between forms, services and the view models of views/orders, and
// holds no rules.
//
// Its invariant: what somebody typed is never lost. A refused form comes back
// as it was filled, with the reason beside the field.
//
// Only ordersfx may import it.
package pages
