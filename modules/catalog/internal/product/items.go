package product

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
)

// Items implements [catalog.Items]: it reads the record, never a cache.
func (s *Service) Items(ctx context.Context, skus []catalog.SKU) (map[catalog.SKU]catalog.Item, error) {
	items := make(map[catalog.SKU]catalog.Item, len(skus))
	if len(skus) == 0 {
		return items, nil
	}
	var products []Product
	var levels stock.Levels
	reading, ctx := errgroup.WithContext(ctx)
	reading.Go(func() (err error) {
		products, err = s.store.WithSKUs(ctx, skus)
		return err
	})
	reading.Go(func() (err error) {
		levels, err = s.stock.Levels(ctx, skus)
		return err
	})
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	for _, p := range products {
		for _, sku := range skus {
			if v, ok := p.Variant(sku); ok {
				items[sku] = p.item(v, levels.Of(sku))
			}
		}
	}
	return items, nil
}

func (p Product) item(v Variant, level stock.Level) catalog.Item {
	picture := p.Picture(v)
	price, compareAt := v.PriceAt(time.Now())
	item := catalog.Item{
		SKU: v.SKU, ProductID: p.ID, Slug: p.Slug, ProductName: p.Name, Options: v.Options,
		Price: price, CompareAt: compareAt,
		ImageURL: picture.URL, ImageAlt: picture.Alt,
		Active: p.Sellable(), Tracked: level.Tracked, Available: level.Available, Backorder: level.Backorder,
		WeightGrams: v.WeightGrams, RequiresShipping: v.RequiresShipping, Taxable: v.Taxable, TaxClass: v.TaxClass, CategoryIDs: p.CategoryIDs,
	}
	if regular := v.regular().Price; regular.Amount > price.Amount {
		item.RegularPrice = &regular
	}
	return item
}

// availability is what lists show of the levels.
func (p Product) availability(levels stock.Levels) Availability {
	sum, backorder := 0, false
	for _, v := range p.Variants {
		level := levels.Of(v.SKU)
		if !level.Tracked {
			return Availability{InStock: true}
		}
		sum += level.Left()
		backorder = backorder || level.Backorder
	}
	a := Availability{InStock: sum > 0 || backorder}
	if sum <= FewLeft {
		a.Left = sum
	}
	return a
}
