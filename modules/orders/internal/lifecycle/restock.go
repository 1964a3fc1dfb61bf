package lifecycle

import (
	"context"
	"fmt"

	"shop/modules/catalog"
	"shop/modules/orders/internal/order"
	"shop/platform/failpoint"
)

// restock gives a cancelled order's units back, under the order's own id.
func (d *Driver) restock(ctx context.Context, o order.Order) (order.Order, error) {
	for _, l := range inOrder(o.Lines) {
		err := d.stock.Restock(ctx, catalog.Restock{
			ID: string(o.ID) + ":cancel", SKU: l.SKU, Quantity: l.Quantity, Order: o.Number, Reason: "Order " + o.Number + " cancelled",
		})
		if err != nil {
			return o, fmt.Errorf("lifecycle: restock %s of order %s: %w", l.SKU, o.Number, err)
		}
		failpoint.Here(failpoint.Restocked)
	}
	return d.update(ctx, o, func(o *order.Order) error {
		if o.Restocked {
			return order.ErrKeep
		}
		o.Restocked = true
		return o.Apply(order.Restock, order.Shop, "")
	})
}

// restockReturn gives the units of a return back that are to be sold again,
// under the return's own id.
func (d *Driver) restockReturn(ctx context.Context, o order.Order) (order.Order, error) {
	r, _ := o.PendingRestock()
	id, reason := string(o.ID)+":return:"+r.ID, "Return "+r.ID+" of order "+o.Number
	for _, u := range r.Restock {
		err := d.stock.Restock(ctx, catalog.Restock{ID: id, SKU: u.SKU, Quantity: u.Quantity, Order: o.Number, Reason: reason})
		if err != nil {
			return o, fmt.Errorf("lifecycle: restock %s of return %s of order %s: %w", u.SKU, r.ID, o.Number, err)
		}
		failpoint.Here(failpoint.Restocked)
	}
	return d.update(ctx, o, func(o *order.Order) error { return o.ReturnRestocked(r.ID) })
}
