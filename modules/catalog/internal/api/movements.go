package api

import (
	"context"
	"net/http"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/web"
)

// Movements lists what happened to the stock. It implements [web.Routes].
type Movements struct{ movements *stock.Movements }

// NewMovements returns the operation over the ledger.
func NewMovements(movements *stock.Movements) *Movements { return &Movements{movements} }

// Routes implements [web.Routes].
func (a *Movements) Routes(r *web.Router) {
	list := operation(http.MethodGet, "/api/admin/stock/{sku}/movements", "admin-list-stock-movements", "List all movements of a SKU", staffTag)
	list.Description = "The latest first. Units of an order are in it once the order is placed; what an order holds before is not."
	web.Operation(r, web.StaffOnly, list, a.list)
}

// LedgerEntry is a movement of a SKU.
type LedgerEntry struct {
	Kind   string    `json:"kind" enum:"received,written-off,sold,restocked"`
	Delta  int       `json:"delta" doc:"By how much the units changed"`
	Reason string    `json:"reason"`
	By     string    `json:"by,omitempty" doc:"Who did it; empty for the shop itself"`
	Order  string    `json:"order,omitempty" doc:"The number of the order it was for"`
	At     time.Time `json:"at"`
}

type movementsInput struct {
	SKU   string `path:"sku" maxLength:"64"`
	Page  int    `query:"page" minimum:"1" maximum:"1000" default:"1"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type movementsOutput struct {
	Body struct {
		Movements  []LedgerEntry `json:"movements" nullable:"false"`
		Page       int           `json:"page"`
		TotalPages int           `json:"totalPages"`
		Total      int           `json:"total"`
	}
}

func (a *Movements) list(ctx context.Context, in *movementsInput) (*movementsOutput, error) {
	page, err := a.movements.List(ctx, catalog.SKU(in.SKU), in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &movementsOutput{}
	out.Body.Movements = each(page.Items, func(e stock.Entry) LedgerEntry {
		return LedgerEntry{Kind: string(e.Kind), Delta: e.Delta(), Reason: e.Reason, By: e.By, Order: e.Order, At: e.At}
	})
	out.Body.Page, out.Body.TotalPages, out.Body.Total = page.Page, page.Pages, page.Total
	return out, nil
}
