// Package orders has the pages of cart, checkout and orders: templ components
// and the flat structs they show. modules/orders/internal/pages fills them;
// nothing else imports them, and they import no module.
//
// Its invariant: whatever a shopper typed comes back in the struct and is shown
// again, with its error beside it.
package orders
