// Package catalogtest builds a catalogue for the tests of other modules: the
// real services over a real database, without caches and pages.
//
// Any test may import it. One invariant: it makes nothing that staff could not
// make.
package catalogtest

import (
	"context"
	"crypto/rand"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/mongo"
)

// Shop is a catalogue. Its prices are in euros.
type Shop struct {
	products   *product.Service
	categories *category.Service
	stock      *stock.Service
}

// New returns an empty catalogue in db.
func New(t testing.TB, db *mongo.DB) *Shop {
	t.Helper()
	indexes := []mongo.Indexes{mongostore.ProductIndexes(), mongostore.StockIndexes(), mongostore.CategoryIndexes()}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatalf("catalogtest: %v", err)
	}
	outbox := mongo.NewOutbox()
	accounts := mongostore.NewStock(db, outbox)
	products := mongostore.NewProducts(db, outbox)
	counted := stock.NewService(accounts, accounts)
	return &Shop{
		products:   product.NewService(products, products, counted, "EUR"),
		categories: category.NewService(mongostore.NewCategories(db, outbox), products),
		stock:      counted,
	}
}

// Items returns the catalogue's reader for carts and checkout.
func (s *Shop) Items() catalog.Items { return s.products }

// Categories returns the reader of the category tree.
func (s *Shop) Categories() catalog.Categories { return s.categories }

// AddCategory makes a category below another, "" for none, and returns its id.
func (s *Shop) AddCategory(t testing.TB, name, parent string) string {
	t.Helper()
	c, err := s.categories.Create(staff(t), category.Input{Name: name, ParentID: parent})
	if err != nil {
		t.Fatalf("catalogtest: category %s: %v", name, err)
	}
	return c.ID
}

// Stock returns what holds and settles its units.
func (s *Shop) Stock() catalog.Stock { return s.stock }

// Variant is a product with one variant. Each field has a default: an SKU of
// its own, its SKU as name, 10 euros, no stock.
type Variant struct {
	SKU   catalog.SKU
	Name  string
	Price money.Money
	// Stock is the number of units it starts with.
	Stock int
	// Untracked variants have no stock and always sell.
	Untracked bool
	// Backorder variants sell on when none are left.
	Backorder bool
	// Weightless variants need no shipping.
	Weightless bool
	// WeightGrams is for one unit.
	WeightGrams int
	TaxClass    string
	// CategoryIDs come from AddCategory.
	CategoryIDs []string
}

// Add publishes the product and returns its id.
func (s *Shop) Add(t testing.TB, v Variant) catalog.ProductID {
	t.Helper()
	if v.SKU == "" {
		v.SKU = catalog.SKU(rand.Text())
	}
	if v.Name == "" {
		v.Name = string(v.SKU)
	}
	if v.Price == (money.Money{}) {
		v.Price = money.New(1000, "EUR")
	}
	p, err := s.products.Create(staff(t), product.Input{
		Content: product.Content{
			Name: v.Name, Status: product.Active, CategoryIDs: v.CategoryIDs,
			Variants: []product.Variant{{
				SKU: v.SKU, Price: v.Price, Tracked: !v.Untracked, Backorder: v.Backorder, Taxable: true,
				RequiresShipping: !v.Weightless, WeightGrams: v.WeightGrams, TaxClass: v.TaxClass,
			}},
		},
		Quantities: map[catalog.SKU]int{v.SKU: v.Stock},
	})
	if err != nil {
		t.Fatalf("catalogtest: add %s: %v", v.SKU, err)
	}
	return p.ID
}

// SetPrice changes the price of a variant.
func (s *Shop) SetPrice(t testing.TB, sku catalog.SKU, price money.Money) {
	t.Helper()
	items, err := s.products.Items(t.Context(), []catalog.SKU{sku})
	if err != nil {
		t.Fatalf("catalogtest: price of %s: %v", sku, err)
	}
	p, err := s.products.Product(staff(t), items[sku].ProductID)
	if err != nil {
		t.Fatalf("catalogtest: price of %s: %v", sku, err)
	}
	for i := range p.Variants {
		if p.Variants[i].SKU == sku {
			p.Variants[i].Price = price
			p.Variants[i].CompareAt = nil
		}
	}
	if _, err := s.products.Update(staff(t), p.ID, p.Version, product.Input{Content: p.Content}); err != nil {
		t.Fatalf("catalogtest: price of %s: %v", sku, err)
	}
}

// Archive takes the product out of sale.
func (s *Shop) Archive(t testing.TB, id catalog.ProductID) {
	t.Helper()
	if _, err := s.products.SetStatus(staff(t), id, product.Archived); err != nil {
		t.Fatalf("catalogtest: archive %s: %v", id, err)
	}
}

// SetStock makes n units available.
func (s *Shop) SetStock(t testing.TB, sku catalog.SKU, n int) {
	t.Helper()
	if _, err := s.stock.SetTo(staff(t), sku, n, "test"); err != nil {
		t.Fatalf("catalogtest: stock of %s: %v", sku, err)
	}
}

func staff(t testing.TB) context.Context { return identity.System(t.Context(), "test") }
