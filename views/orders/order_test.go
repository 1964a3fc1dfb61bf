package orders_test

import (
	"strings"
	"testing"
	"time"

	"shop/views/orders"
	"shop/views/ui"
	"shop/views/viewtest"
)

func order(phase orders.Phase) orders.Order {
	return orders.Order{
		Number: "2603-4F7K", PlacedAt: placedAt, Phase: phase, Email: viewtest.Nasty,
		Lines: []orders.Line{line("A"), gone()}, Totals: totals,
		Address:        []string{viewtest.Nasty, "1 Street", "12345 Town", "Germany"},
		ShippingMethod: "Standard", PaymentMethod: "Test payment",
		Timeline: []orders.Event{{At: placedAt, Title: "Order received"}, {At: placedAt.Add(time.Hour), Title: viewtest.Nasty, Detail: viewtest.Nasty}},
	}
}

func TestOrderPage(t *testing.T) {
	t.Parallel()
	m := order(orders.Shipped)
	m.Parcels = []orders.Parcel{{Carrier: "DHL", Tracking: "0034", Href: "https://carrier.example/0034", Note: "Delivered: 2 × Oak tray"}, {Carrier: viewtest.Nasty, Tracking: viewtest.Nasty}}
	m.Refunded, m.Guest, m.Cancellable = "€2.00", true, true
	m.Lines[0].Steps = []ui.Pair{{Name: "2 × €5.00", Value: "€10.00"}, {Name: viewtest.Nasty, Value: "€1.60"}}
	m.PriceSteps = []ui.Pair{{Name: viewtest.Nasty, Value: "€4.90"}, {Name: "of which 19 % tax", Value: "€2.54"}}
	viewtest.Golden(t, "order-shipped", orders.OrderPage(m))
	viewtest.Golden(t, "order-declined", orders.OrderPage(order(orders.Declined)))
	w := order(orders.Waiting)
	w.PayHref, w.PayBy, w.Cancellable = "https://bank.example/pay?id="+viewtest.Nasty, placedAt.Add(time.Hour), true
	due := order(orders.Awaited)
	due.Transfer = &orders.Transfer{
		Amount: "€15.90", Reference: due.Number, Holder: viewtest.Nasty, Number: "DE89 3704 0044 0532 0130 00", IBAN: true, BIC: "COBADEFFXXX", Bank: viewtest.Nasty, Note: viewtest.Nasty,
	}
	viewtest.Golden(t, "order-awaited", orders.OrderPage(due))
	due.Transfer = &orders.Transfer{Amount: "€15.90", Reference: due.Number}
	viewtest.Golden(t, "order-awaited-untold", orders.OrderPage(due))
	short := order(orders.SoldOut)
	short.Shortage = "Only 1 of Vase left."
	viewtest.Golden(t, "order-sold-out", orders.OrderPage(short))
	viewtest.Golden(t, "order-waiting", orders.OrderPage(w))
	viewtest.Golden(t, "order-pay", orders.PayPage(w))
}

func TestOrderPage_puts_the_next_step_first(t *testing.T) {
	t.Parallel()
	for phase, tc := range map[orders.Phase]struct {
		heading string
		retry   bool
		steps   int
	}{
		orders.Pending:   {"We are waiting for your payment", false, 0},
		orders.Waiting:   {"One step is left: your payment", false, 0},
		orders.Declined:  {"The payment did not go through", true, 0},
		orders.SoldOut:   {"Somebody was quicker", true, 0},
		orders.CodeUsed:  {"The code was used up", true, 0},
		orders.GivenUp:   {"This order took too long", true, 0},
		orders.Awaited:   {"Your order is in, the transfer is next", false, 0},
		orders.Confirmed: {"Your order is in", false, 1},
		orders.Packed:    {"Your order is packed", false, 2},
		orders.CameBack:  {"A parcel came back to us", false, 1},
		orders.PartSent:  {"A part of your order is on its way", false, 2},
		orders.Shipped:   {"Your order is on its way", false, 3},
		orders.Delivered: {"Your order has arrived", false, 4},
		orders.Cancelled: {"This order was cancelled", false, 0},
		"unheard-of":     {"Your order", false, 0},
	} {
		t.Run(string(phase), func(t *testing.T) {
			t.Parallel()
			html := viewtest.Render(t, orders.OrderPage(order(phase)))
			if !strings.Contains(html, "<h1>"+tc.heading+"</h1>") {
				t.Errorf("the heading isn't %q", tc.heading)
			}
			if got := strings.Contains(html, "Try again"); got != tc.retry {
				t.Errorf("it offers to try again: %v, want %v", got, tc.retry)
			}
			if got := strings.Count(html, "step-done") + strings.Count(html, "step-now"); got != tc.steps {
				t.Errorf("%d steps are reached, want %d", got, tc.steps)
			}
		})
	}
}

func TestOrderPage_thanks_only_once(t *testing.T) {
	t.Parallel()
	m := order(orders.Confirmed)
	m.JustPlaced = true
	if html := viewtest.Render(t, orders.OrderPage(m)); !strings.Contains(html, "Thank you") {
		t.Error("a new order is not thanked for")
	}
	m.Phase = orders.Packed
	if html := viewtest.Render(t, orders.OrderPage(m)); strings.Contains(html, "Thank you") {
		t.Error("the thanks stand in the way of the news")
	}
}

func TestOrderPage_is_live(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, orders.OrderPage(order(orders.Packed)))
	for _, want := range []string{
		`data-live="catch-up"`, `hx-sse:connect="/api/events?order=2603-4F7K"`,
		`hx-get="/orders/2603-4F7K" hx-trigger="order.status from:#live, live:resume from:#live" hx-select="#order"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestOrderPage_offers_to_cancel_only_what_can_be_cancelled(t *testing.T) {
	t.Parallel()
	m := order(orders.Confirmed)
	for _, m.Cancellable = range []bool{true, false} {
		html := viewtest.Render(t, orders.OrderPage(m))
		if got := strings.Contains(html, `action="/orders/2603-4F7K/cancel"`); got != m.Cancellable {
			t.Errorf("it offers to cancel: %v, want %v", got, m.Cancellable)
		}
	}
}
