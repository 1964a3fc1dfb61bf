package href_test

import (
	"testing"

	"shop/views/href"
)

func TestAddresses_escape_what_comes_from_data(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"/c/a%2F..%2Fb":                    href.Category("a/../b"),
		"/p/a%3Fb":                         href.Product("a?b"),
		"/p/tray?sku=A%26B%2F1":            href.Variant("tray", "A&B/1"),
		"/p/tray":                          href.Variant("tray", ""),
		"/search":                          href.Search(""),
		"/search?q=oak+%26+ash":            href.Search("oak & ash"),
		"/cart/coupon":                     href.CartCoupon(),
		"/cart/coupon/remove":              href.CartCouponRemove(),
		"/cart/lines/A%2FB%201":            href.CartLine("A/B 1"),
		"/orders/26-1%23/cancel":           href.OrderCancel("26-1#"),
		"/orders/26-1%23/pay":              href.OrderPay("26-1#"),
		"/orders/26-1%23/return":           href.OrderReturn("26-1#"),
		"/orders/26-1?token=a%2Bb":         href.GuestOrder("26-1", "a+b"),
		"/login":                           href.Login(""),
		"/login?next=%2Fcheckout%3Fa%3Db":  href.Login("/checkout?a=b"),
		"/register?next=%2Fcart":           href.Register("/cart"),
		"/reset/a%2Fb":                     href.Reset("a/b"),
		"/account/addresses?edit=a%26b":    href.AccountAddress("a&b"),
		"/api/events?product=a%26order%3D": href.ProductEvents("a&order="),
		"/api/events?order=26-1":           href.OrderEvents("26-1"),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestListing(t *testing.T) {
	t.Parallel()
	full := href.Listing{Text: "oak", In: "kitchen", Sort: "-price", MinPrice: "5", MaxPrice: "12.50", InStock: true, Vendor: "A & B", Tag: "new", Page: 3}
	for name, tc := range map[string]struct {
		listing href.Listing
		want    string
	}{
		"a category without anything":    {href.Listing{Category: "kitchen"}, "/c/kitchen"},
		"a search with everything":       {full, "/search?category=kitchen&inStock=true&maxPrice=12.50&minPrice=5&page=3&q=oak&sort=-price&tag=new&vendor=A+%26+B"},
		"the first page leaves it out":   {href.Listing{Category: "kitchen", Page: 1}, "/c/kitchen"},
		"a page further on is named":     {href.Listing{Category: "kitchen", Page: 2}, "/c/kitchen?page=2"},
		"a category's slug is escaped":   {href.Listing{Category: "a b", InStock: true}, "/c/a%20b?inStock=true"},
		"the search page is the default": {href.Listing{}, "/search"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tc.listing.URL(); got != tc.want {
				t.Errorf("URL = %s, want %s", got, tc.want)
			}
		})
	}
	if got := full.At(4); full.Page != 3 || got == full.URL() {
		t.Errorf("At must name another page (%s) and leave the listing as it is (page %d)", got, full.Page)
	}
}
