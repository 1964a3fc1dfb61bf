package pages

import (
	"time"

	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/platform/money"
	"shop/views/href"
	"shop/views/ui"
)

// newFor is how long a product counts as new.
const newFor = 14 * 24 * time.Hour

// cardsOf returns the cards of a list. Where more than a third are new, none
// is marked: that tells nobody anything.
func cardsOf(cards []search.Card) []ui.Card {
	since := time.Now().Add(-newFor)
	fresh := 0
	for _, c := range cards {
		if c.CreatedAt.After(since) {
			fresh++
		}
	}
	list := make([]ui.Card, len(cards))
	for i, c := range cards {
		list[i] = cardOf(c)
		list[i].New = c.CreatedAt.After(since) && 3*fresh <= len(cards)
	}
	return list
}

func cardOf(c search.Card) ui.Card {
	cheapest, from := c.Cheapest()
	price := priceOf(cheapest.Price, cheapest.CompareAt)
	price.From = from
	return ui.Card{
		Href: href.Product(c.Slug), Name: c.Name, Vendor: c.Vendor, Picture: coverOf(c), Price: price,
		SoldOut: !c.Availability.InStock, OnlyLeft: c.Availability.Left,
	}
}

func priceOf(price money.Money, before *money.Money) ui.Price {
	p := ui.Price{Amount: price.String()}
	if before != nil {
		p.Was = before.String()
	}
	return p
}

func coverOf(c search.Card) ui.Picture {
	if len(c.Images) == 0 {
		return ui.Picture{}
	}
	return pictureOf(c.Images[0], c.Name)
}

// pictureOf describes a picture without words of its own by the product's
// name.
func pictureOf(i product.Image, name string) ui.Picture {
	alt := i.Alt
	if alt == "" {
		alt = name
	}
	return ui.Picture{Src: i.URL, SrcSet: i.SrcSet(), Alt: alt, Width: i.Width, Height: i.Height}
}
