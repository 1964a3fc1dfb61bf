package product

import (
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
)

func TestProduct_availability(t *testing.T) {
	level := func(n int) stock.Level { return stock.Level{Tracked: true, Available: n} }
	for _, tc := range []struct {
		name   string
		levels stock.Levels
		want   Availability
	}{
		{"nothing left", stock.Levels{"a": level(0), "b": level(0)}, Availability{}},
		{"few left of all together", stock.Levels{"a": level(2), "b": level(3)}, Availability{InStock: true, Left: 5}},
		{"many left", stock.Levels{"a": level(2), "b": level(4)}, Availability{InStock: true}},
		{"one variant isn't counted", stock.Levels{"a": level(0), "b": {}}, Availability{InStock: true}},
		{"an account is missing", stock.Levels{"a": level(1)}, Availability{InStock: true, Left: 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := Product{Content: Content{Variants: []Variant{{SKU: "a"}, {SKU: "b"}}}}
			if got := p.availability(tc.levels); got != tc.want {
				t.Errorf("%+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestContent_Picture_is_that_of_the_variant_or_the_first(t *testing.T) {
	c := Content{Images: []Image{{ID: "1"}, {ID: "2"}}, Variants: []Variant{{SKU: "a", ImageID: "2"}, {SKU: "b"}, {SKU: "c", ImageID: "gone"}}}
	for sku, want := range map[catalog.SKU]string{"a": "2", "b": "1", "c": "1"} {
		v, ok := c.Variant(sku)
		if got := c.Picture(v).ID; !ok || got != want {
			t.Errorf("%s shows %q, want %q", sku, got, want)
		}
	}
	if got := (Content{}).Picture(Variant{}); got.ID != "" {
		t.Errorf("a product without pictures shows %+v", got)
	}
}
