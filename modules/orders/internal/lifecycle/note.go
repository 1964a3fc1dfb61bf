package lifecycle

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"shop/modules/orders/internal/order"
	"shop/platform/fault"
)

// maxNote bounds a note, in characters.
const maxNote = 1000

// Note puts a note into an order's history, for staff. A public one is shown to
// the shopper, live. Errors: identity.ErrSignIn, identity.ErrStaffOnly,
// order.ErrNotFound, fault.Invalid naming text.
func (d *Desk) Note(ctx context.Context, number, text string, public bool) (order.Order, error) {
	o, err := d.orders.Get(ctx, number)
	if err != nil {
		return order.Order{}, err
	}
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n < 1 || n > maxNote {
		var wrong fault.Fields
		wrong.Add("text", fmt.Sprintf("Please write 1 to %d characters.", maxNote))
		return order.Order{}, wrong.Err()
	}
	by := order.ActorOf(ctx)
	return order.Update(ctx, d.store, o, func(o *order.Order) error { return o.Write(text, public, by) })
}
