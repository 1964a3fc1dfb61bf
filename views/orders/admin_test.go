package orders_test

import (
	"testing"
	"time"

	"github.com/a-h/templ"

	"shop/views/orders"
	"shop/views/ui"
	"shop/views/viewtest"
)

// long ago, so that no relative time changes the pages.
var adminPlaced = time.Date(2025, 3, 14, 9, 26, 0, 0, time.UTC)

var (
	statePaid     = orders.AdminState{Code: "paid", Label: "Paid"}
	stateUnpacked = orders.AdminState{Code: "unfulfilled", Label: "Unfulfilled"}
	statePacked   = orders.AdminState{Code: "packed", Label: "Packed"}
)

func adminRows() []orders.AdminOrderRow {
	return []orders.AdminOrderRow{
		{Number: "K7QF3M9T", Customer: "Ada Lindqvist", Email: "ada@example.com", Status: statePaid, Payment: statePaid,
			Fulfilment: stateUnpacked, Items: 3, Total: "€84.00", PlacedAt: adminPlaced},
		{Number: "9XACD4GH", Customer: "Maximiliane von Hohenlohe-Schillingsfürst", Email: "maximiliane.von.hohenlohe@a-rather-long-domain.example",
			Status: orders.AdminState{Code: "cancelled", Label: "Cancelled"}, Payment: orders.AdminState{Code: "refunding", Label: "Refunding"},
			Fulfilment: orders.AdminState{Code: "cancelled", Label: "Cancelled"}, Items: 12, Total: "€1,284.50", PlacedAt: adminPlaced},
		{Number: "PPQ34777", Customer: "Guest", Email: "g@example.com", Status: orders.AdminState{Code: "declined", Label: "Declined"},
			Payment: orders.AdminState{Code: "declined", Label: "Declined"}, Fulfilment: stateUnpacked, Items: 1, Total: "€19.00", PlacedAt: adminPlaced},
	}
}

func adminDays() []orders.AdminDay {
	var days []orders.AdminDay
	amounts := []int64{12000, 0, 43050, 28000, 61000, 90, 35500, 47000, 52000, 0, 0, 71000, 38000, 22000}
	labels := []string{"€120.00", "€0.00", "€430.50", "€280.00", "€610.00", "€0.90", "€355.00", "€470.00", "€520.00", "€0.00", "€0.00", "€710.00", "€380.00", "€220.00"}
	for i, amount := range amounts {
		days = append(days, orders.AdminDay{
			Date: adminPlaced.AddDate(0, 0, i-13), Amount: amount, Revenue: labels[i], Orders: int(amount / 9000),
		})
	}
	return days
}

func dashboardView() orders.AdminDashboardView {
	return orders.AdminDashboardView{
		Revenue: orders.AdminFigure{Today: "€220.00", Yesterday: "€380.00", LastWeek: "€470.00", Trend: "down"},
		Orders:  orders.AdminFigure{Today: "4", Yesterday: "3", LastWeek: "6", Trend: "up"},
		Average: orders.AdminFigure{Today: "€55.00", Yesterday: "€55.00", LastWeek: "€78.33", Trend: "same"},
		Carts:   orders.AdminConversion{Days: 7, Percent: 25, Carts: 40, Checkouts: 12, Orders: 10, Paid: 9},
		Days:    adminDays(), Recent: adminRows(), ToPack: 3, ToShip: 1,
		Failures: []orders.AdminFailure{
			{What: "Order PPQ34777", Detail: "The card was declined.", At: adminPlaced, Href: "/admin/orders/PPQ34777"},
			{What: "Mail to g@example.com", Detail: "The mailbox is full.", At: adminPlaced},
		},
	}
}

func orderView() orders.AdminOrderView {
	return orders.AdminOrderView{
		Number: "K7QF3M9T", PlacedAt: adminPlaced, Status: statePaid, Payment: statePaid, Fulfilment: statePacked,
		Customer: "Ada Lindqvist", Email: "ada@example.com", CustomerHref: "/admin/customers/a1",
		Address:        []string{"Ada Lindqvist", "Lindenstraße 4", "10115 Berlin", "Germany"},
		ShippingMethod: "Standard, 2 to 4 days", PaymentMethod: "Test card",
		Captured: "€84.00", Refunded: "€5.00",
		Refunds: []orders.AdminRefund{
			{Amount: "€5.00", Reason: "A scratch.", State: orders.AdminState{Code: "succeeded", Label: "Succeeded"}},
			{Amount: "€3.00", Reason: viewtest.Nasty, State: orders.AdminState{Code: "failed", Label: "Failed"}, Failure: "The provider refused it."},
		},
		Refund: orders.AdminRefundForm{
			Most: "€79.00", Key: "k", Open: true, Amount: "a lot", Errors: map[string]string{"amount": "Please enter an amount such as 12.50."},
			Lines: []orders.PartLine{{SKU: "tray", Name: "Oak tray", Left: 2, Quantity: "9", Error: "Of tray only 2 can be taken."}},
		},
		Lines: []orders.AdminOrderLine{
			{Name: "Everyday Mug", SKU: "MUG-MOSS", Options: "Moss", ImageURL: "/media/aa/mug.svg", ProductHref: "/admin/products/p1", Quantity: 2, UnitPrice: "€19.00", Total: "€38.00",
				PriceSteps: []ui.Pair{{Name: "2 × €19.00", Value: "€38.00"}, {Name: "of which 19 % tax", Value: "€6.07"}}},
			{Name: "Serving Bowl, of which the product was deleted", SKU: "SERVING", Quantity: 1, UnitPrice: "€41.10", Total: "€41.10"},
		},
		PriceSteps: []ui.Pair{{Name: "Standard", Value: "€4.90"}, {Name: "of which 19 % tax", Value: "€13.41"}},
		Subtotal:   "€79.10", Shipping: "€4.90", Tax: "€13.41", Total: "€84.00",
		Steps: []orders.AdminStep{
			{To: "shipped", Label: "Mark as shipped", Primary: true},
			{To: "cancelled", Label: "Cancel order", Consequence: "Ada Lindqvist gets €84.00 back and 3 items return to stock."},
		},
		History: []orders.AdminHistoryEntry{
			{At: adminPlaced, What: "Order placed", Who: "Ada Lindqvist"},
			{At: adminPlaced, What: "Paid", Who: "shop"},
			{At: adminPlaced.Add(time.Hour), What: "Marked as packed", Who: "Olga Owner", Note: "One mug was swapped."},
		},
	}
}

func TestAdminDashboard(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_dashboard", orders.AdminDashboard(dashboardView(), templ.Raw("<section>low stock</section>")))
	zero := orders.AdminFigure{Today: "€0.00", Yesterday: "€0.00", LastWeek: "€0.00"}
	viewtest.Golden(t, "admin_dashboard_first_day", orders.AdminDashboard(orders.AdminDashboardView{
		Revenue: zero, Orders: zero, Average: zero, Carts: orders.AdminConversion{Days: 7},
		Days: []orders.AdminDay{{Date: adminPlaced, Revenue: "€0.00"}},
	}, templ.NopComponent))
}

func TestAdminDocuments(t *testing.T) {
	t.Parallel()
	rows := []orders.AdminDocumentRow{
		{
			Number: "CN-00001", Href: "/orders/1001/documents/CN-00001", Kind: "Credit note", Corrects: "INV-00007", Order: "1001", OrderHref: "/admin/orders/1001",
			Customer: "Ada Lovelace", IssuedAt: adminPlaced, Tax: "€1.60", Total: "€10.00",
		},
		{
			Number: "INV-00007", Href: "/orders/1001/documents/INV-00007", Kind: "Invoice", Order: "1001", OrderHref: "/admin/orders/1001",
			Customer: viewtest.Nasty, IssuedAt: adminPlaced, Tax: "€3.19", Total: "€20.00",
		},
	}
	viewtest.Golden(t, "admin_documents", orders.AdminDocuments(orders.AdminDocumentsView{
		Filter: orders.AdminDocumentFilter{Query: "a b&c", From: "2026-01-01", To: "2026-01-31"}, Rows: rows, Total: 61, Page: 1, Pages: 2,
	}))
	viewtest.Golden(t, "admin_documents_none", orders.AdminDocuments(orders.AdminDocumentsView{Page: 1, Pages: 1}))
	viewtest.Golden(t, "admin_documents_faults", orders.AdminDocuments(orders.AdminDocumentsView{
		Filter: orders.AdminDocumentFilter{From: viewtest.Nasty}, Errors: map[string]string{"from": "Please enter a day, such as 2026-01-31."},
	}))
}

func TestAdminOrders(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_orders", orders.AdminOrders(orders.AdminOrdersView{
		Filter: orders.AdminOrderFilter{Query: "a b&c", Status: "paid", Sort: "total"}, Orders: adminRows(), Total: 61, Page: 1, Pages: 2,
	}))
	viewtest.Golden(t, "admin_orders_none", orders.AdminOrders(orders.AdminOrdersView{Page: 1, Pages: 1}))
	viewtest.Golden(t, "admin_orders_no_match", orders.AdminOrders(orders.AdminOrdersView{
		Filter: orders.AdminOrderFilter{Payment: "refunded"}, Page: 1, Pages: 1,
	}))
}

func TestAdminCustomerOrders(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_customer_orders", orders.AdminCustomerOrders(adminRows()[:1]))
	viewtest.Golden(t, "admin_customer_orders_none", orders.AdminCustomerOrders(nil))
}

func TestAdminOrder(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_order", orders.AdminOrder(orderView()))
	t.Run("a_finished_one_offers_no_step", func(t *testing.T) {
		v := orderView()
		v.Steps, v.CustomerHref = nil, ""
		v.Fulfilment = orders.AdminState{Code: "delivered", Label: "Delivered"}
		v.Parcels = []orders.AdminParcel{
			{ID: "1", State: v.Fulfilment, Carrier: "DHL", Tracking: "X1", TrackingHref: "https://carrier.example/X1", Items: []string{"2 × Everyday Mug, Moss"}, At: adminPlaced},
			{ID: "2", State: v.Fulfilment, Items: []string{"1 × Serving Bowl"}, At: adminPlaced},
		}
		viewtest.Golden(t, "admin_order_delivered", orders.AdminOrder(v))
	})
	t.Run("a_part_can_be_sent", func(t *testing.T) {
		v := orderView()
		v.Fulfilment = orders.AdminState{Code: "partly-shipped", Label: "Partly shipped"}
		v.Parcels = []orders.AdminParcel{
			{ID: "1", State: statePacked, Items: []string{"1 × Everyday Mug, Moss"}, At: adminPlaced,
				Steps: []orders.AdminStep{{To: "shipped", Label: "Mark as shipped"}, {To: "cancelled", Label: "Unpack"}}},
			{ID: "2", State: orders.AdminState{Code: "shipped", Label: "Shipped"}, Carrier: "Post", Items: []string{"1 × Bowl"}, At: adminPlaced,
				Steps: []orders.AdminStep{{To: "delivered", Label: "Mark as delivered"}}},
		}
		v.Part = orders.AdminPart{Key: "k", Open: true, Carrier: viewtest.Nasty, Lines: []orders.PartLine{
			{SKU: "MUG-MOSS", Name: "Everyday Mug, Moss", Left: 1, Quantity: "two"}, {SKU: viewtest.Nasty, Name: viewtest.Nasty, Left: 3, Quantity: "0"},
		}}
		viewtest.Golden(t, "admin_order_part", orders.AdminOrder(v))
	})
	t.Run("a_refused_step_is_explained", func(t *testing.T) {
		v := orderView()
		v.Message = "This can't be done any more: the order is shipped."
		v.Steps = []orders.AdminStep{{To: "delivered", Label: "Mark as delivered", Primary: true}, {To: "packed", Label: "Mark as packed"}}
		viewtest.Golden(t, "admin_order_refused", orders.AdminOrder(v))
	})
}

func TestAdminMails(t *testing.T) {
	t.Parallel()
	view := orders.AdminMailsView{Kind: orders.MailRefunded, Number: "1001", To: "mira@example.com", Subject: "Your refund for order 1001", Text: "Hello Ada,\n"}
	viewtest.Golden(t, "admin_mails", orders.AdminMails(view))
	view.Error = "There is no order of this number."
	viewtest.Golden(t, "admin_mails_missing", orders.AdminMails(view))
	view = orders.AdminMailsView{Kind: orders.MailPlaced, Number: viewtest.Nasty, To: viewtest.Nasty, Subject: viewtest.Nasty, Text: viewtest.Nasty}
	viewtest.Check(t, viewtest.Render(t, orders.AdminMails(view)))
}
