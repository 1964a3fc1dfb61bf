package reactions

import (
	"context"

	"shop/modules/catalog"
	"shop/platform/events"
)

// stockMoved reads how many units there are by now, whichever move it was, and
// tells lists, pages and, once it has become low, staff.
func (r *Reactions) stockMoved(ctx context.Context, e events.Event) error {
	move, err := events.Decode[catalog.StockMoved](e)
	if err != nil {
		return err
	}
	account, err := r.stock.Watch(ctx, move.SKU)
	if err != nil {
		return gone(err)
	}
	if err := gone(r.follower.StockMoved(ctx, account.ProductID)); err != nil {
		return err
	}
	r.tell(ctx, catalog.ChannelStock, catalog.StockChanged{
		ProductID: account.ProductID, SKU: account.SKU, Available: account.Available,
	})
	return nil
}

func (r *Reactions) lowStock(ctx context.Context, e events.Event) error {
	low, err := events.Decode[catalog.LowStock](e)
	if err != nil {
		return err
	}
	r.tell(ctx, catalog.ChannelLowStock, low)
	return nil
}

// tell sends a hint. That another instance did not hear it makes its open
// pages older and nothing else, so the event does not come again for it.
func (r *Reactions) tell(ctx context.Context, channel string, payload any) {
	_ = r.live.Publish(ctx, channel, payload)
}
