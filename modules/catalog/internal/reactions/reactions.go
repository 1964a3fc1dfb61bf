package reactions

import (
	"context"
	"errors"
	"fmt"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/modules/orders"
	"shop/platform/events"
)

// Reactions are the catalogue's durable subscriptions.
type Reactions struct {
	counters product.Counters
	stock    *stock.Service
	ledger   *stock.Movements
	follower Follower
	caches   Caches
	live     events.Publisher
}

// Follower keeps what lists show in step with the stock.
type Follower interface {
	// StockMoved looks at the stock of a product. Errors: [product.ErrNotFound].
	StockMoved(ctx context.Context, id catalog.ProductID) error
}

// Caches forget what became old.
type Caches interface {
	DropProduct(ctx context.Context, p product.Product) error
	DropLists(ctx context.Context) error
	DropTree(ctx context.Context) error
}

// New returns the reactions.
func New(counters product.Counters, stock *stock.Service, ledger *stock.Movements, follower Follower, caches Caches, live events.Publisher) *Reactions {
	return &Reactions{counters, stock, ledger, follower, caches, live}
}

// Subscriptions returns what each event leads to.
func (r *Reactions) Subscriptions() []events.Subscription {
	return []events.Subscription{
		{Name: "catalog.sales", Events: []string{orders.OrderPlaced{}.EventName()}, Handle: r.countSales},
		{Name: "catalog.products", Events: []string{catalog.ProductChanged{}.EventName()}, Handle: r.productChanged},
		{Name: "catalog.categories", Events: []string{catalog.CategoriesChanged{}.EventName()}, Handle: r.categoriesChanged},
		{Name: "catalog.stock", Events: []string{catalog.StockMoved{}.EventName()}, Handle: r.stockMoved, ByState: true},
		{Name: "catalog.movements", Events: []string{stock.Recorded{}.EventName()}, Handle: r.ledger.Record},
		{Name: "catalog.low-stock", Events: []string{catalog.LowStock{}.EventName()}, Handle: r.lowStock},
	}
}

// countSales makes the popular sort and the ledger follow what is bought.
func (r *Reactions) countSales(ctx context.Context, e events.Event) error {
	placed, err := events.Decode[orders.OrderPlaced](e)
	if err != nil {
		return err
	}
	units, sold := map[catalog.ProductID]int{}, map[catalog.SKU]int{}
	for _, line := range placed.Lines {
		units[catalog.ProductID(line.ProductID)] += line.Quantity
		sold[catalog.SKU(line.SKU)] += line.Quantity
	}
	if err := r.ledger.RecordSales(ctx, string(placed.OrderID), placed.Number, sold, e.At); err != nil {
		return fmt.Errorf("record the units of order %s: %w", placed.Number, err)
	}
	for id, n := range units {
		if err := r.counters.CountSale(ctx, id, n, e.ID); err != nil {
			return fmt.Errorf("count sale of %s: %w", id, err)
		}
	}
	return nil
}

// productChanged repeats what the writing instance did at once, for the case
// that it died in between or that Redis refused.
func (r *Reactions) productChanged(ctx context.Context, e events.Event) error {
	change, err := events.Decode[catalog.ProductChanged](e)
	if err != nil {
		return err
	}
	p := product.Product{ID: change.ProductID, Content: product.Content{Slug: change.Slug}}
	if change.FormerSlug != "" {
		p.FormerSlugs = []string{change.FormerSlug}
	}
	dropped := errors.Join(r.caches.DropProduct(ctx, p), r.caches.DropLists(ctx))
	r.tell(ctx, catalog.ChannelProduct, change)
	return errors.Join(dropped, gone(r.follower.StockMoved(ctx, change.ProductID)))
}

func (r *Reactions) categoriesChanged(ctx context.Context, e events.Event) error {
	if _, err := events.Decode[catalog.CategoriesChanged](e); err != nil {
		return err
	}
	return r.caches.DropTree(ctx)
}

// gone forgives that what an event is about isn't there any more.
func gone(err error) error {
	if errors.Is(err, product.ErrNotFound) || errors.Is(err, catalog.ErrNoSuchSKU) {
		return nil
	}
	return err
}
