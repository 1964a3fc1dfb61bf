package catalog

import (
	"slices"

	"shop/views/ui"
)

// heroes is how many products the first page opens with.
const heroes = 3

// hero are the products that the first page opens with: the newest that have a
// picture, those that can be bought before those that can't.
func (m Home) hero() []ui.Card {
	var ready, soldOut []ui.Card
	for _, c := range m.New {
		switch {
		case c.Picture.Src == "":
		case c.SoldOut:
			soldOut = append(soldOut, c)
		default:
			ready = append(ready, c)
		}
	}
	cards := slices.Concat(ready, soldOut)
	return cards[:min(heroes, len(cards))]
}
