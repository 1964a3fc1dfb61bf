package shipping

import (
	"context"
	"slices"

	"shop/platform/fault"
	"shop/platform/money"
)

// Method is a way to deliver.
type Method struct {
	ID    string      `json:"id" bson:"id"`
	Name  string      `json:"name" bson:"name"`
	Note  string      `json:"note,omitempty" bson:"note,omitempty" doc:"What to expect, such as the days it takes"`
	Price money.Money `json:"price" bson:"price"`
	// FreeFrom is the value of goods from which the method costs nothing.
	FreeFrom *money.Money `json:"freeFrom,omitempty" bson:"freeFrom,omitempty"`
	// Countries limits the destinations; empty means everywhere.
	Countries []string `json:"countries,omitempty" bson:"countries,omitempty"`
}

// Rate returns what the method costs for goods of the value.
func (m Method) Rate(goods money.Money) money.Money {
	if m.FreeFrom != nil && goods.Currency == m.FreeFrom.Currency && goods.Amount >= m.FreeFrom.Amount {
		return money.Zero(m.Price.Currency)
	}
	return m.Price
}

// Serves reports whether the method delivers to the country; where that isn't
// known yet ("") every method might.
func (m Method) Serves(country string) bool {
	return country == "" || len(m.Countries) == 0 || slices.Contains(m.Countries, country)
}

// ErrUnknownMethod means that there is no such method, or it doesn't go there.
var ErrUnknownMethod = fault.New(fault.Invalid, "unknown-shipping-method", "Please choose how we should deliver.").
	WithField("shippingMethod", "Please choose one of the ways to deliver.")

// List is all of a shop's methods as they were at one time.
type List struct {
	Methods []Method
	// Version counts the changes: 0 for the defaults.
	Version int64
}

// Settings keeps the shop's methods.
type Settings interface {
	// ShippingMethods returns the stored methods, the zero List where none were
	// stored.
	ShippingMethods(ctx context.Context) (List, error)
	// SetShippingMethods replaces them and counts the version up, where the
	// stored version is the given one; nil is any. Errors: [ErrConflict].
	SetShippingMethods(ctx context.Context, methods []Method, version *int64) error
}

// Methods offers the shop's ways to deliver.
type Methods struct {
	settings Settings
	currency string
}

// NewMethods returns the methods kept in settings; a shop that stored none has
// defaults in the currency.
func NewMethods(settings Settings, currency string) *Methods {
	return &Methods{settings: settings, currency: currency}
}

// To returns the methods that deliver to the country, in the shop's order.
func (s *Methods) To(ctx context.Context, country string) ([]Method, error) {
	methods, err := s.All(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(methods, func(m Method) bool { return !m.Serves(country) }), nil
}

// All returns every method.
func (s *Methods) All(ctx context.Context) ([]Method, error) {
	list, err := s.list(ctx)
	return list.Methods, err
}

func (s *Methods) list(ctx context.Context) (List, error) {
	list, err := s.settings.ShippingMethods(ctx)
	if err == nil && list.Methods == nil {
		list.Methods = Defaults(s.currency)
	}
	return list, err
}

// Choose returns the method with the id among those offered. Errors:
// [ErrUnknownMethod].
func Choose(offered []Method, id string) (Method, error) {
	for _, m := range offered {
		if m.ID == id {
			return m, nil
		}
	}
	return Method{}, ErrUnknownMethod
}

// Defaults are the methods of a shop that stored none: standard at 4.90, free
// from 75, express at 9.90, and pickup for nothing.
func Defaults(code string) []Method {
	free := whole(75, code)
	return []Method{
		{ID: "standard", Name: "Standard delivery", Note: "2 to 4 working days", Price: tenths(49, code), FreeFrom: &free},
		{ID: "express", Name: "Express delivery", Note: "Next working day", Price: tenths(99, code)},
		{ID: "pickup", Name: "Pick up in the shop", Note: "Ready in 2 hours", Price: money.Zero(code)},
	}
}

func whole(units int64, code string) money.Money { return tenths(units*10, code) }

// tenths returns n tenths of the currency's main unit, of which a currency
// without decimals has ten times as many.
func tenths(n int64, code string) money.Money {
	amount := n * 10
	for range money.Digits(code) - 2 {
		amount *= 10
	}
	return money.New(amount, code)
}
