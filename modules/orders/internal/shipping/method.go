package shipping

import (
	"shop/platform/fault"
	"shop/platform/money"
)

// Kind is how the price of a method comes about.
type Kind string

// The kinds.
const (
	// Flat is one price.
	Flat Kind = "flat"
	// ByWeight and ByTotal have tiers of the goods' weight or value.
	ByWeight Kind = "weight"
	ByTotal  Kind = "total"
	// Pickup is no delivery: the goods wait in the shop, and nobody needs an
	// address for them.
	Pickup Kind = "pickup"
)

// Method is a way to deliver.
type Method struct {
	// ID is unique within its zone; methods of two zones may share one.
	ID   string `json:"id" bson:"id"`
	Name string `json:"name" bson:"name"`
	// Note says what to expect, such as the days it takes.
	Note string `json:"note,omitempty" bson:"note,omitempty"`
	Kind Kind   `json:"kind" bson:"kind"`
	// Price is that of methods without tiers.
	Price money.Money `json:"price" bson:"price"`
	// Tiers are from the lowest up, the first of them from 0.
	Tiers []Tier `json:"tiers,omitempty" bson:"tiers,omitempty"`
	// FreeFrom is the value of goods from which the method costs nothing.
	FreeFrom *money.Money `json:"freeFrom,omitempty" bson:"freeFrom,omitempty"`
	// MaxWeightGrams limits what the method carries; 0 sets no limit.
	MaxWeightGrams int `json:"maxWeightGrams,omitempty" bson:"maxWeightGrams,omitempty"`
}

// Tier is a price that holds from a weight in grams, or from a value of goods in
// minor units, to the next tier.
type Tier struct {
	From  int64       `json:"from" bson:"from"`
	Price money.Money `json:"price" bson:"price"`
}

// Consignment is what is to be delivered.
type Consignment struct {
	// Goods is what the goods are worth.
	Goods money.Money
	// WeightGrams is what those weigh that are sent.
	WeightGrams int64
	// Needed says that something has to be sent at all.
	Needed bool
}

// Rate returns what the method costs, and false where it doesn't carry the
// consignment.
func (m Method) Rate(c Consignment) (money.Money, bool) {
	if m.MaxWeightGrams > 0 && c.WeightGrams > int64(m.MaxWeightGrams) {
		return money.Money{}, false
	}
	if m.FreeFrom != nil && c.Goods.Currency == m.FreeFrom.Currency && c.Goods.Amount >= m.FreeFrom.Amount {
		return money.Zero(m.FreeFrom.Currency), true
	}
	switch m.Kind {
	case ByWeight:
		return tier(m.Tiers, c.WeightGrams)
	case ByTotal:
		return tier(m.Tiers, c.Goods.Amount)
	default:
		return m.Price, true
	}
}

func tier(tiers []Tier, of int64) (price money.Money, found bool) {
	for _, t := range tiers {
		if of >= t.From {
			price, found = t.Price, true
		}
	}
	return price, found
}

// Offer is a method with its price for a consignment.
type Offer struct {
	Method
	Rate money.Money
}

// ErrUnknownMethod means that there is no such method, or it doesn't go there.
var ErrUnknownMethod = fault.New(fault.Invalid, "unknown-shipping-method", "Please choose how we should deliver.").
	WithField("shippingMethod", "Please choose one of the ways to deliver.")

// ErrNotDelivered means that no method carries the goods to the destination.
var ErrNotDelivered = fault.New(fault.Invalid, "not-delivered", "We don't deliver this there.").
	WithField("shippingAddress.country", "We don't deliver this there.")

// Choose returns the offer with the id, or the first one if no id was given.
// Errors: [ErrUnknownMethod], [ErrNotDelivered] where nothing is offered.
func Choose(offers []Offer, id string) (Offer, error) {
	if len(offers) == 0 {
		return Offer{}, ErrNotDelivered
	}
	if id == "" {
		return offers[0], nil
	}
	for _, o := range offers {
		if o.ID == id {
			return o, nil
		}
	}
	return Offer{}, ErrUnknownMethod
}
