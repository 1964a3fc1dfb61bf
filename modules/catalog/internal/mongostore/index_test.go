package mongostore_test

import (
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
)

// stocked fills the shelves with products that differ in what can be filtered.
func stocked(t *testing.T) shelves {
	t.Helper()
	s := newShelves(t)
	for _, x := range []struct {
		name, vendor, text string
		tags, categories   []string
		cents              int64
		units              int
	}{
		{"Oak chair", "Joiner", "Sits well, even in the rain.", []string{"wood"}, []string{"chairs"}, 12000, 5},
		{"Steel chair", "Smith", "Cold, but it lasts.", []string{"metal"}, []string{"chairs"}, 4000, 0},
		{"Oak table", "Joiner", "For six people and their chairs.", []string{"wood", "large"}, []string{"tables"}, 60000, 1},
		{"Candle", "", "Smells of <b>rosemary</b>.", nil, nil, 900, 30},
	} {
		in := simple(x.name, x.cents)
		in.Vendor, in.DescriptionHTML, in.Tags, in.CategoryIDs = x.vendor, "<p>"+x.text+"</p>", x.tags, x.categories
		in.Quantities[in.Variants[0].SKU] = x.units
		s.create(t, in)
	}
	hidden := simple("Oak draft", 100)
	hidden.Status = product.Draft
	s.create(t, hidden)
	return s
}

var bounds = []int64{0, 1000, 10000, 50000}

func TestIndex_Search(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	for _, tc := range []struct {
		name   string
		query  search.Query
		within []string
		want   []string
	}{
		{"lists what is published, newest first", search.Query{}, nil, []string{"Candle", "Oak table", "Steel chair", "Oak chair"}},
		{"sorts by price", search.Query{Sort: search.Cheapest}, nil, []string{"Candle", "Steel chair", "Oak chair", "Oak table"}},
		{"sorts by price, dearest first", search.Query{Sort: search.Dearest}, nil, []string{"Oak table", "Oak chair", "Steel chair", "Candle"}},
		{"sorts by name", search.Query{Sort: search.ByName}, nil, []string{"Candle", "Oak chair", "Oak table", "Steel chair"}},
		{"finds words of names before words of descriptions", search.Query{Text: "chairs"}, nil, []string{"Oak chair", "Steel chair", "Oak table"}},
		{"finds words of descriptions without their markup", search.Query{Text: "rosemary"}, nil, []string{"Candle"}},
		{"finds nothing for unknown words", search.Query{Text: "velvet"}, nil, nil},
		{"filters by category", search.Query{Category: "furniture"}, []string{"chairs", "tables"}, []string{"Oak table", "Steel chair", "Oak chair"}},
		{"filters by price, both ends inclusive", search.Query{MinPrice: 4000, MaxPrice: 12000}, nil, []string{"Steel chair", "Oak chair"}},
		{"filters by stock", search.Query{InStock: true}, nil, []string{"Candle", "Oak table", "Oak chair"}},
		{"filters by vendor and tag", search.Query{Vendor: "Joiner", Tag: "large"}, nil, []string{"Oak table"}},
		{"pages", search.Query{Sort: search.ByName, Limit: 3, Page: 2}, nil, []string{"Steel chair"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q, err := tc.query.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			found, err := s.index.Search(t.Context(), q, tc.within, bounds)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, c := range found.Cards {
				names = append(names, c.Name)
			}
			if q.Sort == search.Relevance && len(names) == 3 && names[0] == "Steel chair" {
				names[0], names[1] = names[1], names[0] // the two are as relevant
			}
			if fmt.Sprint(names) != fmt.Sprint(tc.want) {
				t.Errorf("found %v, want %v", names, tc.want)
			}
			if q.Limit > len(tc.want) && found.Total != len(tc.want) && q.Page == 1 {
				t.Errorf("total %d, want %d", found.Total, len(tc.want))
			}
		})
	}
}

func TestIndex_Search_counts_what_each_further_filter_would_leave(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	q, err := search.Query{MinPrice: 1000, InStock: true}.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.index.Search(t.Context(), q, nil, bounds)
	if err != nil {
		t.Fatal(err)
	}
	if found.Total != 2 {
		t.Errorf("total %d", found.Total)
	}
	// The price bands disregard the price filter, availability that of stock.
	want := "[{0 999 1} {10000 49999 1} {50000 0 1}]"
	if got := fmt.Sprint(found.Prices); got != want {
		t.Errorf("prices %s, want %s", got, want)
	}
	if found.InStock != 2 || found.All != 3 {
		t.Errorf("%d of %d in stock, want 2 of 3", found.InStock, found.All)
	}
	if got := fmt.Sprint(found.Vendors); got != "[{Joiner 2}]" {
		t.Errorf("vendors %s", got)
	}
	if got := fmt.Sprint(found.Tags); got != "[{wood 2} {large 1}]" {
		t.Errorf("tags %s", got)
	}
}

func TestIndex_Slugs_are_those_of_what_is_published(t *testing.T) {
	t.Parallel()
	slugs, err := stocked(t).index.Slugs(t.Context())
	if want := "[candle oak-table steel-chair oak-chair]"; err != nil || fmt.Sprint(slugs) != want {
		t.Errorf("slugs %v, %v, want %s", slugs, err, want)
	}
}

func TestIndex_Search_reaches_the_last_page_of_many(t *testing.T) {
	t.Parallel()
	s := newShelves(t)
	const many = 4500
	var all []any
	for i := range many {
		name := fmt.Sprintf("product %04d", i)
		all = append(all, bson.M{
			"_id": name, "slug": name, "name": name, "nameFolded": name, "status": "active",
			"priceFrom": i, "soldCount": i, "variants": bson.A{bson.M{"sku": name}},
		})
	}
	if _, err := s.db.Collection("products").InsertMany(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for _, sort := range []search.Sort{search.Newest, search.Cheapest, search.Dearest, search.ByName, search.Popular} {
		q, err := search.Query{Sort: sort, Limit: 100, Page: many / 100}.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		found, err := s.index.Search(t.Context(), q, nil, bounds)
		if err != nil || len(found.Cards) != 100 {
			t.Errorf("%s: the last page has %d products, %v", sort, len(found.Cards), err)
		}
	}
}
