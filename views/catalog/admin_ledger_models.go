package catalog

import (
	"time"

	"shop/views/ui"
)

// AdminLedgerView is GET /admin/stock/{sku}. One form posts threshold to
// /admin/stock/{sku}/threshold, the other is [AdminStockView]'s.
type AdminLedgerView struct {
	Stock AdminStockView
	// Threshold is the number of units at which the stock is low, as typed.
	Threshold string
	Errors    map[string]string
	Movements []AdminMovement
	// Total counts all movements; Pages is at least 1.
	Total, Page, Pages int
}

// AdminMovement is a line of the ledger.
type AdminMovement struct {
	At time.Time
	// Kind is "received", "written off", "sold" or "came back".
	Kind, Reason, By string
	// Order is a number; empty where it was for none.
	Order string
	// Delta has its sign: "+10", "-2".
	Delta string
}

func (v AdminLedgerView) threshold() ui.Field {
	return ui.Field{
		Name: "threshold", Label: "Low at", Value: v.Threshold, Error: v.Errors["threshold"], InputMode: "numeric", Autocomplete: "off", MaxLength: 7,
		Hint: "The number of units at which staff and webhooks are told that it runs low.",
	}
}
