package account

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"shop/modules/auth"
	"shop/platform/identity"
)

// Bounds of a search.
const (
	maxLimit = 100
	maxPage  = 100_000
	maxText  = 100 // characters
)

// Customers shows staff who has an account.
type Customers struct {
	store     Store
	directory Directory
}

// NewCustomers returns the customers of store, searched through directory.
func NewCustomers(store Store, directory Directory) *Customers {
	return &Customers{store: store, directory: directory}
}

// Page is a part of a list.
type Page struct {
	Accounts []Account
	// Total counts all that match; Page counts from 1 to Pages.
	Total, Page, Pages int
}

// List returns a page of accounts; a page or limit out of range is brought
// into it. Errors: [identity.ErrStaffOnly].
func (c *Customers) List(ctx context.Context, q Query) (Page, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Page{}, err
	}
	q.Page = min(max(q.Page, 1), maxPage)
	if q.Limit < 1 || q.Limit > maxLimit {
		q.Limit = 20
	}
	q.Text = searchable(q.Text)
	found, total, err := c.directory.Search(ctx, q)
	if err != nil {
		return Page{}, err
	}
	return Page{Accounts: found, Total: total, Page: q.Page, Pages: max(1, (total+q.Limit-1)/q.Limit)}, nil
}

// searchable returns text without what no name or address has.
func searchable(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.TrimSpace(text))
	if runes := []rune(text); len(runes) > maxText {
		return string(runes[:maxText])
	}
	return text
}

// Find returns any account. Errors: [identity.ErrStaffOnly],
// [auth.ErrNoAccount].
func (c *Customers) Find(ctx context.Context, id auth.AccountID) (Account, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Account{}, err
	}
	return c.store.Find(ctx, id)
}
