package shipping

import (
	"slices"

	"shop/platform/address"
	"shop/platform/money"
)

// Zone is a part of the world and the ways to deliver there.
type Zone struct {
	Name string `json:"name" bson:"name"`
	// Countries are ISO 3166-1 alpha-2 codes, Regions ISO 3166-2 codes such as
	// US-CA. A zone without either is everywhere that no other zone is.
	Countries []string `json:"countries,omitempty" bson:"countries,omitempty"`
	Regions   []string `json:"regions,omitempty" bson:"regions,omitempty"`
	// Methods are in the order in which shoppers see them; none means that
	// nothing is delivered there.
	Methods []Method `json:"methods" bson:"methods"`
}

// rank tells how well the zone fits the destination: 0 is not at all.
func (z Zone) rank(to address.Destination) int {
	switch {
	case to.Region != "" && slices.Contains(z.Regions, to.Country+"-"+to.Region):
		return 3
	case slices.Contains(z.Countries, to.Country):
		return 2
	case len(z.Countries)+len(z.Regions) == 0:
		return 1
	default:
		return 0
	}
}

// zoneOf returns the one zone that the destination is in: that which names its
// region, else its country, else the rest of the world. The zero Zone delivers
// nothing.
func zoneOf(zones []Zone, to address.Destination) Zone {
	var found Zone
	best := 0
	for _, z := range zones {
		if rank := z.rank(to); rank > best {
			found, best = z, rank
		}
	}
	return found
}

// Defaults are the zones of a shop that stored none: everywhere, standard at
// 4.90, free from 75, express at 9.90, and pickup for nothing.
func Defaults(code string) []Zone {
	free := tenths(750, code)
	return []Zone{{Name: "Everywhere", Methods: []Method{
		{ID: "standard", Name: "Standard delivery", Note: "2 to 4 working days", Kind: Flat, Price: tenths(49, code), FreeFrom: &free},
		{ID: "express", Name: "Express delivery", Note: "Next working day", Kind: Flat, Price: tenths(99, code)},
		{ID: "pickup", Name: "Pick up in the shop", Note: "Ready in 2 hours", Kind: Pickup, Price: money.Zero(code)},
	}}}
}

// tenths returns n tenths of the currency's main unit, of which a currency
// without decimals has ten times as many.
func tenths(n int64, code string) money.Money {
	amount := n * 10
	for range money.Digits(code) - 2 {
		amount *= 10
	}
	return money.New(amount, code)
}
