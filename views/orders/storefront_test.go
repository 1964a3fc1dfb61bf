package orders_test

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"shop/views/orders"
	"shop/views/ui"
	"shop/views/viewtest"
)

var placedAt = time.Date(2026, 3, 14, 9, 26, 0, 0, time.UTC)

func line(sku string) orders.Line {
	return orders.Line{
		SKU: sku, Name: viewtest.Nasty, Href: "/p/a?sku=" + sku,
		Options: []ui.Pair{{Name: "Size", Value: "M"}, {Name: "Wood", Value: viewtest.Nasty}},
		Picture: ui.Picture{Src: "/media/a.webp", Alt: viewtest.Nasty, Width: 800, Height: 1000},
		Unit:    ui.Price{Amount: "€5.00", Was: "€6.00"}, Total: "€10.00", Quantity: 2, Max: 9,
	}
}

func gone() orders.Line {
	return orders.Line{SKU: "B", Name: "Gone", Quantity: 1, Total: "€1.00", Problem: viewtest.Nasty}
}

var totals = orders.Totals{Subtotal: "€11.00", Shipping: "€4.90", ShippingNote: "estimated", Tax: "€2.54", Total: "€15.90"}

func TestCartPage(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "cart", orders.CartPage(orders.Cart{
		Lines: []orders.Line{line("A/1"), gone()}, Totals: totals, Count: 3,
		Changes: []string{viewtest.Nasty}, Error: viewtest.Nasty, Blocked: true,
	}, nil))
	viewtest.Golden(t, "cart-code", orders.CartPage(orders.Cart{
		Lines: []orders.Line{line("A/1")}, Totals: totals, Count: 2,
		Coupon: orders.Coupon{Code: "SUMMER-25", Problem: viewtest.Nasty},
	}, nil))
	viewtest.Golden(t, "cart-code-refused", orders.CartPage(orders.Cart{
		Lines: []orders.Line{line("A/1")}, Totals: totals, Count: 2,
		Coupon: orders.Coupon{Typed: viewtest.Nasty, Error: "This code has expired."},
	}, nil))
	viewtest.Golden(t, "cart-empty", orders.CartPage(orders.Cart{}, templ.Raw("<p>What others like</p>")))
}

func TestCartPage_leads_to_checkout_unless_a_line_is_in_the_way(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		m    orders.Cart
		want bool
	}{
		"a_cart_in_order": {orders.Cart{Lines: []orders.Line{line("A")}}, true},
		"a_blocked_cart":  {orders.Cart{Lines: []orders.Line{gone()}, Blocked: true}, false},
		"an_empty_cart":   {orders.Cart{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			html := viewtest.Render(t, orders.CartPage(tc.m, nil))
			if got := strings.Contains(html, `href="/checkout"`); got != tc.want {
				t.Errorf("it leads to checkout: %v, want %v", got, tc.want)
			}
		})
	}
}

func TestCartParts_bring_the_new_count(t *testing.T) {
	t.Parallel()
	for name, html := range map[string]string{
		"a change":  viewtest.Render(t, orders.CartPart(orders.Cart{Lines: []orders.Line{line("A")}, Count: 7})),
		"an add":    viewtest.Render(t, orders.AddedPart(orders.Added{Name: "A", Quantity: 1, Count: 7})),
		"a refusal": viewtest.Render(t, orders.AddedPart(orders.Added{Error: "Only 2 left.", Count: 7})),
	} {
		if !strings.Contains(html, `hx-swap-oob="outerHTML:.cart-count">7<`) {
			t.Errorf("%s doesn't bring the count: %s", name, html)
		}
		viewtest.Check(t, html)
	}
}

func TestAddedPart_says_whether_it_worked(t *testing.T) {
	t.Parallel()
	done := viewtest.Render(t, orders.AddedPart(orders.Added{Name: "A", Quantity: 1, Count: 1}))
	if !strings.Contains(done, "In your cart") {
		t.Errorf("no confirmation: %s", done)
	}
	refused := viewtest.Render(t, orders.AddedPart(orders.Added{Error: viewtest.Nasty}))
	if strings.Contains(refused, "In your cart") || strings.Contains(refused, "<script>") || !strings.Contains(refused, "&lt;script&gt;") {
		t.Errorf("a refusal says it, and only that: %s", refused)
	}
}

func row(phase orders.Phase) orders.Row {
	return orders.Row{
		Number: "2603-4F7K", PlacedAt: placedAt, Phase: phase, Total: "€15.90", Summary: viewtest.Nasty,
		Pictures: []ui.Picture{{Src: "/1", Width: 8, Height: 10}, {Src: "/2", Width: 8, Height: 10}, {Src: "/3", Width: 8, Height: 10}, {Src: "/4", Width: 8, Height: 10}},
	}
}

func TestListPage(t *testing.T) {
	t.Parallel()
	pages := ui.Pagination{Page: 2, Pages: 2, Links: func(int) string { return "/account/orders?page=2" }}
	viewtest.Golden(t, "orders", orders.ListPage(orders.List{Orders: []orders.Row{row(orders.Shipped), {Number: "1", PlacedAt: placedAt, Phase: orders.Declined}}, Pages: pages}))
	viewtest.Golden(t, "orders-empty", orders.ListPage(orders.List{}))
	viewtest.Golden(t, "orders-recent", orders.RecentPanel(orders.Recent{Orders: []orders.Row{row(orders.Confirmed)}}))
}
