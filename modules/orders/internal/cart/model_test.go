package cart_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/orderstest"
)

// model is a cart as a person would keep it on paper: how much of what, and for
// which order it is taken with what.
type model struct {
	units map[catalog.SKU]int
	order orders.OrderID
	taken map[catalog.SKU]int
}

func (m *model) add(sku catalog.SKU, n int) (possible bool) {
	if m.units[sku]+n > cart.MaxQuantity {
		return false
	}
	m.units[sku] += n
	return true
}

func (m *model) set(sku catalog.SKU, n int) (possible bool) {
	if m.units[sku] == 0 {
		return false
	}
	if m.units[sku] = n; n == 0 {
		delete(m.units, sku)
	}
	return true
}

// take adds what a guest's cart has, as far as there is room.
func (m *model) take(sku catalog.SKU, n int) {
	m.units[sku] = min(m.units[sku]+n, cart.MaxQuantity)
}

func (m *model) claim(id orders.OrderID) (possible bool) {
	if m.order != "" {
		return m.order == id
	}
	m.order, m.taken = id, maps.Clone(m.units)
	return true
}

func (m *model) release(id orders.OrderID, bought bool) {
	if m.order != id {
		return
	}
	m.order = ""
	for sku, n := range m.taken {
		if !bought {
			break
		}
		if m.units[sku] -= n; m.units[sku] <= 0 {
			delete(m.units, sku)
		}
	}
}

// Whatever is done to a cart, in whatever order and however often, it has what
// the model says, and belongs to the order that the model says.
func TestCart_is_what_its_model_says(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	all := []catalog.SKU{"tray", "bowl", "vase"}
	for _, sku := range all {
		s.Catalog.Add(t, catalogtest.Variant{SKU: sku, Stock: 1000})
	}
	var n atomic.Int64
	rapid.Check(t, func(r *rapid.T) {
		account := fmt.Sprint("model", n.Add(1))
		ctx := orderstest.Account(t.Context(), account)
		m := model{units: map[catalog.SKU]int{}}
		sku := rapid.SampledFrom(all)
		order := rapid.SampledFrom([]orders.OrderID{"o1", "o2"})
		var guests []string // who signed in, by their tokens
		r.Repeat(map[string]func(*rapid.T){
			"sign in with a cart": func(r *rapid.T) {
				what, units := sku.Draw(r, "sku"), rapid.IntRange(1, 60).Draw(r, "quantity")
				_, token, err := s.Carts.Add(t.Context(), what, units)
				if err != nil {
					r.Fatal(err)
				}
				signIn(t, s, account, orderstest.Guest(t.Context(), token))
				m.take(what, units)
				guests = append(guests, token)
			},
			"sign in again": func(r *rapid.T) {
				if len(guests) == 0 {
					r.Skip("nobody signed in yet")
				}
				signIn(t, s, account, orderstest.Guest(t.Context(), rapid.SampledFrom(guests).Draw(r, "guest")))
			},
			"add": func(r *rapid.T) {
				what, units := sku.Draw(r, "sku"), rapid.IntRange(1, 60).Draw(r, "quantity")
				_, _, err := s.Carts.Add(ctx, what, units)
				if possible := m.add(what, units); possible != (err == nil) {
					r.Fatalf("add: %v, want it to be possible: %v", err, possible)
				}
			},
			"set": func(r *rapid.T) {
				what, units := sku.Draw(r, "sku"), rapid.IntRange(0, cart.MaxQuantity).Draw(r, "quantity")
				_, err := s.Carts.SetQuantity(ctx, what, units)
				if possible := m.set(what, units); possible != (err == nil) {
					r.Fatalf("set: %v, want it to be possible: %v", err, possible)
				}
			},
			"claim": func(r *rapid.T) {
				c, err := s.Carts.Current(ctx)
				if errors.Is(err, cart.ErrNoCart) {
					r.Skip("there is no cart yet")
				}
				id := order.Draw(r, "order")
				if err == nil {
					_, err = cart.Claim(ctx, s.Stores.Carts, c, id)
				}
				if possible := m.claim(id); possible != (err == nil) {
					r.Fatalf("claim: %v, want it to be possible: %v", err, possible)
				}
			},
			"release": func(r *rapid.T) {
				id, bought := order.Draw(r, "order"), rapid.Bool().Draw(r, "bought")
				if err := release(ctx, s, account, id, m, bought); err != nil {
					r.Fatal(err)
				}
				m.release(id, bought)
			},
			"": func(r *rapid.T) {
				c, err := s.Carts.Current(ctx)
				if err != nil && !errors.Is(err, cart.ErrNoCart) {
					r.Fatal(err)
				}
				got := map[catalog.SKU]int{}
				for _, l := range c.Lines {
					got[l.SKU] = l.Quantity
				}
				if !maps.Equal(got, m.units) || c.Order != m.order {
					r.Fatalf("it has %v for order %q, want %v for %q", got, c.Order, m.units, m.order)
				}
			},
		})
	})
}

// release ends a claim, with the lines that it was made for.
func release(ctx context.Context, s *orderstest.Shop, account string, id orders.OrderID, m model, bought bool) error {
	var lines []cart.Line
	if bought {
		lines = []cart.Line{}
		for sku, n := range m.taken {
			lines = append(lines, cart.Line{SKU: sku, Quantity: n})
		}
	}
	return cart.Claimed{Cart: cart.AccountID(account), Order: id, Number: "N1"}.Release(ctx, s.Stores.Carts, lines)
}
