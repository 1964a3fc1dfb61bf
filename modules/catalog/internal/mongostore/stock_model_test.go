package mongostore_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
)

// model is an account as a person would keep it on paper.
type model struct {
	backorder                             bool
	available, sold, received, writtenOff int
	holds                                 map[string]*modelHold
	restocked                             map[string]bool
}

type modelHold struct {
	units int
	open  bool
}

func (m *model) held() int {
	n := 0
	for _, h := range m.holds {
		if h.open {
			n += h.units
		}
	}
	return n
}

func (m *model) hold(order string, units int) (stands bool) {
	if _, made := m.holds[order]; made {
		return true
	}
	if m.available < units && !m.backorder {
		return false
	}
	m.available -= units
	m.holds[order] = &modelHold{units, true}
	return true
}

func (m *model) settle(order string, outcome catalog.Outcome) {
	h := m.holds[order]
	if h == nil || !h.open {
		return
	}
	h.open = false
	if outcome == catalog.Sold {
		m.sold += h.units
	} else {
		m.available += h.units
	}
}

func (m *model) restock(id string, units int) {
	if m.restocked[id] || m.sold < units {
		return
	}
	m.restocked[id] = true
	m.available, m.sold = m.available+units, m.sold-units
}

func (m *model) adjust(delta int) (possible bool) {
	if delta < 0 && m.available+delta < 0 {
		return false
	}
	if m.available += delta; delta > 0 {
		m.received += delta
	} else {
		m.writtenOff -= delta
	}
	return true
}

// Whatever is asked of an account, in whatever order and however often, it is
// what the model says.
func TestStock_is_what_its_model_says(t *testing.T) {
	t.Parallel()
	c, ctx := newCounting(t), staff(t)
	var n atomic.Int64
	rapid.Check(t, func(r *rapid.T) {
		sku := catalog.SKU(fmt.Sprint("model", n.Add(1)))
		units := rapid.IntRange(0, 6).Draw(r, "units")
		c.open(t, sku, units)
		m := model{available: units, received: units, holds: map[string]*modelHold{}, restocked: map[string]bool{}}
		by := time.Now().Add(time.Hour)
		order := rapid.SampledFrom([]string{"o1", "o2", "o3", "o4"})
		few := rapid.IntRange(1, 3)
		r.Repeat(map[string]func(*rapid.T){
			"hold": func(r *rapid.T) {
				id, units := order.Draw(r, "order"), few.Draw(r, "quantity")
				err := c.Hold(ctx, catalog.Hold{Order: id, SKU: sku, Quantity: units, By: by})
				if stands := m.hold(id, units); stands != (err == nil) {
					r.Fatalf("hold: %v, want it to stand: %v", err, stands)
				}
			},
			"settle": func(r *rapid.T) {
				id := order.Draw(r, "order")
				outcome := rapid.SampledFrom([]catalog.Outcome{catalog.Sold, catalog.Released}).Draw(r, "outcome")
				h := catalog.Hold{Order: id, SKU: sku, Quantity: 1, By: by}
				if made := m.holds[id]; made != nil {
					h.Quantity = made.units
				}
				if err := c.Settle(ctx, h, outcome); err != nil {
					r.Fatal(err)
				}
				m.settle(id, outcome)
			},
			"backorder": func(r *rapid.T) {
				m.backorder = rapid.Bool().Draw(r, "on")
				c.renew(t, stock.Account{SKU: sku, Backorder: m.backorder})
			},
			"restock": func(r *rapid.T) {
				id, units := order.Draw(r, "id"), few.Draw(r, "quantity")
				if err := c.Restock(ctx, catalog.Restock{ID: id, SKU: sku, Quantity: units, Reason: "back"}); err != nil {
					r.Fatal(err)
				}
				m.restock(id, units)
			},
			"adjust": func(r *rapid.T) {
				delta := rapid.SampledFrom([]int{-4, -1, 1, 4}).Draw(r, "delta")
				_, err := c.Adjust(ctx, stock.Adjustment{SKU: sku, Delta: delta, Reason: "counted"})
				if possible := m.adjust(delta); possible != (err == nil) {
					r.Fatalf("adjust by %d: %v, want it to be possible: %v", delta, err, possible)
				}
			},
			"": func(r *rapid.T) {
				a := c.account(t, sku)
				got := [5]int{a.Available, a.Held(), a.Sold, a.Received, a.WrittenOff}
				if want := [5]int{m.available, m.held(), m.sold, m.received, m.writtenOff}; got != want {
					r.Fatalf("available, held, sold, received and written off are %v, want %v", got, want)
				}
			},
		})
	})
}
