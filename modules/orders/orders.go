package orders

import (
	"time"

	"shop/platform/money"
)

// OrderID is an order's document id; it is never shown. People see the number.
type OrderID string

// Line is one line of an order as other modules may know it.
type Line struct {
	SKU       string      `json:"sku"`
	ProductID string      `json:"productId"`
	Name      string      `json:"name"`
	Quantity  int         `json:"quantity"`
	Total     money.Money `json:"total"`
}

// OrderPlaced says that an order was accepted and is paid (or, for offline
// payment, confirmed). It comes once per order.
type OrderPlaced struct {
	OrderID   OrderID     `json:"orderId"`
	Number    string      `json:"number"`
	AccountID string      `json:"accountId,omitempty"`
	Email     string      `json:"email"`
	Total     money.Money `json:"total"`
	Lines     []Line      `json:"lines"`
	PlacedAt  time.Time   `json:"placedAt"`
	// The order's three states then.
	Status     string `json:"status"`
	Payment    string `json:"payment"`
	Fulfilment string `json:"fulfilment"`
}

// EventName implements events.Payload.
func (OrderPlaced) EventName() string { return "order.placed" }

// StatusChanged returns the same as a change of the order, for those who follow
// its states.
func (e OrderPlaced) StatusChanged() StatusChanged {
	return StatusChanged{
		OrderID: e.OrderID, Number: e.Number, AccountID: e.AccountID, Email: e.Email,
		Status: e.Status, Payment: e.Payment, Fulfilment: e.Fulfilment, At: e.PlacedAt,
	}
}

// StatusChanged says that something happened to an order other than that it was
// placed, and what its three states are since.
type StatusChanged struct {
	OrderID    OrderID `json:"orderId"`
	Number     string  `json:"number"`
	AccountID  string  `json:"accountId,omitempty"`
	Email      string  `json:"email"`
	Status     string  `json:"status"`
	Payment    string  `json:"payment"`
	Fulfilment string  `json:"fulfilment"`
	// Action is what happened: "pack", "ship", "cancel", "refund", ...; Subject
	// the id of the fulfilment or return, or the ordinal of the refund, that it
	// happened to, empty for the order as a whole.
	Action  string    `json:"action,omitempty"`
	Subject string    `json:"subject,omitempty"`
	At      time.Time `json:"at"`
}

// EventName implements events.Payload.
func (StatusChanged) EventName() string { return "order.status-changed" }

// CartChanged says that a cart was stored anew.
type CartChanged struct {
	CartID string `json:"cartId"`
}

// The live channels (events.Message): payloads are [OrderPlaced],
// [StatusChanged] and [CartChanged] as JSON.
const (
	ChannelOrderNew    = "order:new"
	ChannelOrderStatus = "order:status"
	ChannelCart        = "cart:changed"
)
