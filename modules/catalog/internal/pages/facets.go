package pages

import (
	"slices"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/search"
	"shop/platform/money"
	views "shop/views/catalog"
	"shop/views/href"
	"shop/views/ui"
)

// with returns the address of the listing with one thing changed, from its
// first page.
func (l *listing) with(change func(*href.Listing)) string {
	at := l.at
	at.Page = 0
	change(&at)
	return at.URL()
}

// facets are the ways to narrow the listing that leave a choice.
func (l *listing) facets() []views.Facet {
	var facets []views.Facet
	add := func(name string, values []views.FacetValue) {
		chosen := slices.ContainsFunc(values, func(v views.FacetValue) bool { return v.Chosen })
		if len(values) > 1 || chosen {
			facets = append(facets, views.Facet{Name: name, Values: values})
		}
	}
	if l.at.Category == "" {
		add("Category", l.categories())
	}
	add("Price", l.prices())
	add("Brand", choices(l.result.Facets.Vendors, l.query.Vendor, func(value string) string {
		return l.with(func(at *href.Listing) { at.Vendor = value })
	}))
	add("Tagged", choices(l.result.Facets.Tags, l.query.Tag, func(value string) string {
		return l.with(func(at *href.Listing) { at.Tag = value })
	}))
	if n := l.result.Facets.InStock; l.query.InStock || n < l.result.Facets.All {
		facets = append(facets, views.Facet{Name: "Availability", Values: []views.FacetValue{{
			Label: "In stock", Count: n, Chosen: l.query.InStock,
			Href: l.with(func(at *href.Listing) { at.InStock = !l.query.InStock }),
		}}})
	}
	return facets
}

// choices link each value to the listing with it, the chosen one to that
// without. to takes "" for none.
func choices(values []search.Value, chosen string, to func(value string) string) []views.FacetValue {
	var list []views.FacetValue
	for _, v := range values {
		value := views.FacetValue{Label: v.Value, Count: v.Count, Chosen: v.Value == chosen, Href: to(v.Value)}
		if value.Chosen {
			value.Href = to("")
		}
		list = append(list, value)
	}
	return list
}

func (l *listing) categories() []views.FacetValue {
	var list []views.FacetValue
	l.tree.Walk(func(c category.Category, depth int) {
		count := l.result.Facets.Categories[c.ID]
		chosen := c.Slug == l.at.In
		if count == 0 && !chosen || depth > 1 {
			return
		}
		slug := c.Slug
		if chosen {
			slug = ""
		}
		list = append(list, views.FacetValue{
			Label: c.Name, Count: count, Chosen: chosen,
			Href: l.with(func(at *href.Listing) { at.In = slug }),
		})
	})
	return list
}

func (l *listing) prices() []views.FacetValue {
	var list []views.FacetValue
	for _, band := range l.result.Facets.Prices {
		value := views.FacetValue{
			Label: l.band(band.Min, band.Max), Count: band.Count,
			Chosen: band.Min == l.query.MinPrice && band.Max == l.query.MaxPrice,
		}
		low, high := l.decimal(band.Min), l.decimal(band.Max)
		if value.Chosen {
			low, high = "", ""
		}
		value.Href = l.with(func(at *href.Listing) { at.MinPrice, at.MaxPrice = low, high })
		list = append(list, value)
	}
	return list
}

// decimal returns an amount as the address has it, "" for no bound.
func (l *listing) decimal(amount int64) string {
	if amount == 0 {
		return ""
	}
	return money.New(amount, l.currency).Decimal()
}

// band says which prices are from low to high; 0 is no bound.
func (l *listing) band(low, high int64) string {
	switch {
	case high == 0:
		return "From " + money.New(low, l.currency).String()
	case low == 0:
		return "Up to " + money.New(high, l.currency).String()
	}
	return money.New(low, l.currency).String() + " to " + money.New(high, l.currency).String()
}

// chips are the chosen filters, each linking to the listing without it.
func (l *listing) chips() []ui.Link {
	var chips []ui.Link
	add := func(label string, change func(*href.Listing)) {
		chips = append(chips, ui.Link{Label: label, Href: l.with(change)})
	}
	if c, ok := l.tree.BySlug(l.at.In); ok {
		add(c.Name, func(at *href.Listing) { at.In = "" })
	}
	if l.query.MinPrice > 0 || l.query.MaxPrice > 0 {
		add(l.band(l.query.MinPrice, l.query.MaxPrice), func(at *href.Listing) { at.MinPrice, at.MaxPrice = "", "" })
	}
	if l.query.Vendor != "" {
		add(l.query.Vendor, func(at *href.Listing) { at.Vendor = "" })
	}
	if l.query.Tag != "" {
		add(l.query.Tag, func(at *href.Listing) { at.Tag = "" })
	}
	if l.query.InStock {
		add("In stock", func(at *href.Listing) { at.InStock = false })
	}
	return chips
}
