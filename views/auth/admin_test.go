package auth_test

import (
	"testing"
	"time"

	"github.com/a-h/templ"

	"shop/views/auth"
	"shop/views/viewtest"
)

// long ago, so that no relative time changes the pages.
var joined = time.Date(2025, 3, 14, 9, 26, 0, 0, time.UTC)

func customersView() auth.AdminCustomersView {
	return auth.AdminCustomersView{
		Filter: auth.AdminCustomerFilter{Query: "li", Sort: "name"},
		Customers: []auth.AdminCustomerRow{
			{ID: "a1", Name: "Ada Lindqvist", Email: "ada@example.com", Role: "shopper", JoinedAt: joined},
			{ID: "a2", Email: "olga@example.com", Role: "staff", JoinedAt: joined},
		},
		Total: 2, Page: 1, Pages: 1,
	}
}

func TestAdminCustomers(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_customers", auth.AdminCustomers(customersView()))
	viewtest.Golden(t, "admin_customers_none", auth.AdminCustomers(auth.AdminCustomersView{Page: 1, Pages: 1}))
	viewtest.Golden(t, "admin_customers_no_match", auth.AdminCustomers(auth.AdminCustomersView{
		Filter: auth.AdminCustomerFilter{Role: "staff"}, Page: 1, Pages: 1,
	}))
}

func TestAdminCustomer(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_customer", auth.AdminCustomer(auth.AdminCustomerView{
		ID: "a1", Name: "Ada Lindqvist", Email: "ada@example.com", Role: "shopper", JoinedAt: joined, LastSeenAt: joined, Sessions: 2,
		Addresses: [][]string{{"Ada Lindqvist", "Lindenstraße 4", "10115 Berlin"}},
	}, templ.Raw("<section>orders</section>")))
	viewtest.Golden(t, "admin_customer_new", auth.AdminCustomer(auth.AdminCustomerView{
		ID: "a3", Email: "new@example.com", Role: "staff", JoinedAt: joined, Sessions: 1,
	}, templ.NopComponent))
}
