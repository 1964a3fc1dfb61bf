package href_test

import (
	"testing"

	"shop/views/href"
)

func TestAdminQuery(t *testing.T) {
	t.Parallel()
	list := href.NewAdminQuery("/admin/orders", "q", "a&b", "status", "", "sort", "-total")
	for _, tc := range []struct{ name, got, want string }{
		{"leaves_out_what_is_empty", list.URL(), "/admin/orders?q=a%26b&sort=-total"},
		{"changes_one_parameter", list.With("status", "paid").URL(), "/admin/orders?q=a%26b&sort=-total&status=paid"},
		{"takes_one_away", list.With("q", "").URL(), "/admin/orders?sort=-total"},
		{"turns_the_page", list.At(3), "/admin/orders?page=3&q=a%26b&sort=-total"},
		{"leaves_out_the_first_page", list.At(1), "/admin/orders?q=a%26b&sort=-total"},
		{"goes_back_to_the_first_page_when_narrowed", list.With("page", "3").With("q", "c").URL(), "/admin/orders?q=c&sort=-total"},
		{"is_the_path_alone_without_parameters", href.NewAdminQuery("/admin/orders").At(1), "/admin/orders"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Errorf("got %s, want %s", tc.got, tc.want)
			}
		})
	}
	if got := list.URL(); got != "/admin/orders?q=a%26b&sort=-total" {
		t.Errorf("the list itself changed: %s", got)
	}
}

func TestAdmin_addresses_escape_what_comes_from_data(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		href.AdminProduct("a/b"):            "/admin/products/a%2Fb",
		href.AdminProductArchive("p"):       "/admin/products/p/archive",
		href.AdminProductRestore("p"):       "/admin/products/p/restore",
		href.AdminImage("p", "../x"):        "/admin/products/p/images/..%2Fx",
		href.AdminStock("A B/1"):            "/admin/stock/A%20B%2F1",
		href.AdminCategoryDelete("c"):       "/admin/categories/c/delete",
		href.AdminOrderTransitions("K7QF?"): "/admin/orders/K7QF%3F/transitions",
		href.AdminCustomer("a#1"):           "/admin/customers/a%231",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
