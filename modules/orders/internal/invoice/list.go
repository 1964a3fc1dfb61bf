package invoice

import (
	"context"
	"time"

	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/paging"
)

// Filter says which documents are wanted. The zero value takes all.
type Filter struct {
	// Kind is one of the kinds, or empty for both.
	Kind Kind
	// From is when the first may have been issued, To when no longer; zero for
	// any time.
	From, To time.Time
	// Search is how the number of the order or the e-mail address begins.
	Search string
}

// Days returns the filter of the documents that were issued from the first day to
// the last, both of the form 2006-01-02 or empty, in the zone. Errors:
// fault.Invalid naming each wrong day.
func Days(first, last string, zone *time.Location) (Filter, error) {
	var f Filter
	var wrong fault.Fields
	day := func(field, text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		at, err := time.ParseInLocation(time.DateOnly, text, zone)
		if err != nil {
			wrong.Add(field, "Please enter a day, such as 2026-01-31.")
		}
		return at
	}
	f.From, f.To = day("from", first), day("to", last)
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
		if !f.From.Before(f.To) {
			wrong.Add("to", "Please enter a day that isn't before the first one.")
		}
	}
	return f, wrong.Err()
}

// List returns a page of all documents, the latest first. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) List(ctx context.Context, f Filter, page, limit int) (paging.Page[Document], error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return paging.Page[Document]{}, err
	}
	return paging.Read(page, limit, paging.Limits{Default: 20, Max: 100}, func(skip, limit int) ([]Document, int, error) {
		return s.store.List(ctx, f, skip, limit)
	})
}
