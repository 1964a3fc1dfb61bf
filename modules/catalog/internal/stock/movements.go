package stock

import (
	"context"
	"slices"
	"time"

	"shop/modules/catalog"
	"shop/platform/events"
	"shop/platform/paging"
)

// The bounds of a page of movements.
const (
	defaultMovements = 50
	maxMovements     = 200
)

// Entry is a movement as the ledger has it, which keeps all of them.
type Entry struct {
	SKU catalog.SKU `json:"sku"`
	Movement
	// Order is the number of the order that it was for; empty otherwise.
	Order string `json:"order,omitempty"`
}

// Delta is by how much the movement changed the units that are there, those
// that orders hold among them.
func (e Entry) Delta() int {
	if e.Kind == WrittenOff || e.Kind == Bought {
		return -e.Quantity
	}
	return e.Quantity
}

// Recorded brings a movement to the ledger. It is stored with the account in
// the update that makes the movement true.
type Recorded struct{ Entry }

// EventName implements events.Payload.
func (Recorded) EventName() string { return "stock.recorded" }

// Book keeps entries. Errors of its methods: fault.Unavailable.
type Book interface {
	// Add stores those of the entries that it doesn't have. An entry is known by
	// its SKU and id.
	Add(ctx context.Context, entries []Entry) error
	// Of returns entries of a SKU, the latest first, and how many it has.
	Of(ctx context.Context, sku catalog.SKU, skip, limit int) (entries []Entry, total int, err error)
}

// Movements is the ledger of all movements: what came in, was written off, was
// sold and came back. Holds are no movements: what an order holds is there
// until the order is placed.
type Movements struct {
	book    Book
	counted *Service
}

// NewMovements returns the ledger in book of the SKUs that are counted.
func NewMovements(book Book, counted *Service) *Movements { return &Movements{book, counted} }

// Record notes a movement that an event tells of, once.
func (m *Movements) Record(ctx context.Context, e events.Event) error {
	recorded, err := events.Decode[Recorded](e)
	if err != nil {
		return err
	}
	return m.book.Add(ctx, []Entry{recorded.Entry})
}

// RecordSales notes the units of an order that was placed, once. Those of SKUs
// that aren't counted leave no trace. id is the order's, number what people
// call it.
func (m *Movements) RecordSales(ctx context.Context, id, number string, units map[catalog.SKU]int, at time.Time) error {
	skus := make([]catalog.SKU, 0, len(units))
	for sku := range units {
		skus = append(skus, sku)
	}
	slices.Sort(skus)
	levels, err := m.counted.Levels(ctx, skus)
	if err != nil {
		return err
	}
	var entries []Entry
	for _, sku := range skus {
		if level, known := levels[sku]; known && level.Tracked {
			entries = append(entries, Entry{SKU: sku, Order: number, Movement: Movement{
				ID: id + ":sold", Kind: Bought, Quantity: units[sku], Reason: "Order " + number, At: at,
			}})
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return m.book.Add(ctx, entries)
}

// List returns a page of a SKU's movements to staff, the latest first. limit is
// at most 200; 0 is 50. Errors: those of identity.RequireStaff,
// [catalog.ErrNoSuchSKU].
func (m *Movements) List(ctx context.Context, sku catalog.SKU, page, limit int) (paging.Page[Entry], error) {
	if _, err := m.counted.Report(ctx, sku); err != nil {
		return paging.Page[Entry]{}, err
	}
	return paging.Read(page, limit, paging.Limits{Default: defaultMovements, Max: maxMovements}, func(skip, limit int) ([]Entry, int, error) {
		return m.book.Of(ctx, sku, skip, limit)
	})
}
