package api

import (
	"context"
	"net/http"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/web"
)

func (a *API) stockRoutes(r *web.Router) {
	web.Operation(r, web.StaffOnly, operation(http.MethodGet, "/api/admin/stock", "admin-low-stock", "List what runs low", staffTag), a.lowStock)
	web.Operation(r, web.StaffOnly, operation(http.MethodGet, "/api/admin/stock/{sku}", "admin-get-stock", "Get the stock of a SKU with its latest movements", staffTag), a.readStock)
	adjust := operation(http.MethodPost, "/api/admin/stock/{sku}/adjustments", "admin-adjust-stock", "Correct the stock of a SKU", staffTag)
	adjust.Description = "With an `Idempotency-Key` a repeated request counts once; another request under the key of an earlier one answers 422."
	web.Operation(r, web.StaffOnly, adjust, a.adjust)
	threshold := operation(http.MethodPatch, "/api/admin/stock/{sku}", "admin-change-stock", "Say when the stock of a SKU is low", staffTag)
	web.Operation(r, web.StaffOnly, threshold, a.setThreshold)
}

// StockAccount is the stock of a SKU: available + held + sold = received - writtenOff.
type StockAccount struct {
	SKU         string     `json:"sku"`
	ProductID   string     `json:"productId"`
	ProductName string     `json:"productName"`
	Options     []Option   `json:"options" nullable:"false"`
	Tracked     bool       `json:"tracked"`
	Backorder   bool       `json:"backorder" doc:"Whether it sells on when none are left; available is then below zero by the units that are owed"`
	Available   int        `json:"available"`
	Held        int        `json:"held" doc:"Units in orders that are being paid"`
	Sold        int        `json:"sold"`
	Received    int        `json:"received"`
	WrittenOff  int        `json:"writtenOff"`
	Threshold   int        `json:"threshold" doc:"The number of units at which the stock is low"`
	Movements   []Movement `json:"movements" nullable:"false" doc:"The latest ones, newest last; orders have their own history"`
}

// Movement is a change that was not an order's.
type Movement struct {
	Kind     string    `json:"kind" enum:"received,written-off,restocked"`
	Quantity int       `json:"quantity"`
	Reason   string    `json:"reason"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

func accountOf(a stock.Account) StockAccount {
	return StockAccount{
		SKU: string(a.SKU), ProductID: string(a.ProductID), ProductName: a.ProductName, Options: optionsOf(a.Options),
		Tracked: a.Tracked, Backorder: a.Backorder, Available: a.Available, Held: a.Held(), Sold: a.Sold, Received: a.Received, WrittenOff: a.WrittenOff,
		Threshold: a.Threshold,
		Movements: each(a.Movements, func(m stock.Movement) Movement {
			return Movement{string(m.Kind), m.Quantity, m.Reason, m.By, m.At}
		}),
	}
}

type lowStockInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type lowStockOutput struct {
	Body struct {
		Stock []StockAccount `json:"stock" nullable:"false" doc:"Lowest first"`
	}
}

func (a *API) lowStock(ctx context.Context, in *lowStockInput) (*lowStockOutput, error) {
	accounts, err := a.stock.Low(ctx, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &lowStockOutput{}
	out.Body.Stock = each(accounts, accountOf)
	return out, nil
}

type skuInput struct {
	SKU string `path:"sku" maxLength:"64"`
}

type stockOutput struct{ Body StockAccount }

func (a *API) readStock(ctx context.Context, in *skuInput) (*stockOutput, error) {
	account, err := a.stock.Report(ctx, catalog.SKU(in.SKU))
	if err != nil {
		return nil, err
	}
	return &stockOutput{accountOf(account)}, nil
}

type adjustInput struct {
	SKU  string `path:"sku" maxLength:"64"`
	Key  string `header:"Idempotency-Key" maxLength:"100"`
	Body struct {
		Delta  int    `json:"delta" minimum:"-1000000" maximum:"1000000" doc:"Units that came, or with a minus, went" example:"12"`
		Reason string `json:"reason" minLength:"1" maxLength:"200" example:"Delivery from the workshop"`
	}
}

func (a *API) adjust(ctx context.Context, in *adjustInput) (*stockOutput, error) {
	account, err := a.stock.Adjust(ctx, stock.Adjustment{
		ID: in.Key, SKU: catalog.SKU(in.SKU), Delta: in.Body.Delta, Reason: in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &stockOutput{accountOf(account)}, nil
}

type thresholdInput struct {
	SKU  string `path:"sku" maxLength:"64"`
	Body struct {
		Threshold int `json:"threshold" minimum:"0" maximum:"1000000" doc:"The number of units at which the stock is low"`
	}
}

func (a *API) setThreshold(ctx context.Context, in *thresholdInput) (*stockOutput, error) {
	account, err := a.stock.SetThreshold(ctx, catalog.SKU(in.SKU), in.Body.Threshold)
	if err != nil {
		return nil, err
	}
	return &stockOutput{accountOf(account)}, nil
}
