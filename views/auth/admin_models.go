package auth

import "time"

// AdminCustomersView is the list at GET /admin/customers.
type AdminCustomersView struct {
	Filter    AdminCustomerFilter
	Customers []AdminCustomerRow
	// Total counts all that match; Pages is at least 1.
	Total, Page, Pages int
}

// AdminCustomerFilter is the list's state as its query parameters hold it.
type AdminCustomerFilter struct {
	// Query is q: part of a name or e-mail address.
	Query string
	// Role is role: "", "shopper" or "staff".
	Role string
	// Sort is sort: "-joined" (the default), "joined", "name" or "-name".
	Sort string
}

// AdminCustomerRow is one account of the list.
type AdminCustomerRow struct {
	ID, Name, Email string
	// Role is "shopper" or "staff".
	Role     string
	JoinedAt time.Time
}

// AdminCustomerView is one account at GET /admin/customers/{id}. The slot
// "customer" follows it, where orders shows the account's orders.
type AdminCustomerView struct {
	ID, Name, Email, Role string
	JoinedAt              time.Time
	// LastSeenAt is of the newest session; zero for none.
	LastSeenAt time.Time
	Sessions   int
	Addresses  [][]string
}
