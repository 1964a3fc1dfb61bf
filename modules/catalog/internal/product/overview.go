package product

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"shop/platform/fault"
	"shop/platform/identity"
)

// OverviewQuery is which products staff want listed.
type OverviewQuery struct {
	// Text is looked for in name, vendor and SKUs.
	Text string
	// Status is empty for all but archived products.
	Status Status
	// CategoryID is empty for all.
	CategoryID string
	// Stock is "", "low" (some variant at its threshold or below) or "out"
	// (counted, and none available).
	Stock string
	// Sort is name, price, stock or updated, with a minus for descending; empty
	// is -updated.
	Sort string
	// Page counts from 1; 0 stands for 1.
	Page, Limit int
}

// Row is one product of the overview.
type Row struct {
	Product `bson:",inline"`
	// Stock sums what is available of the counted variants.
	Stock   int  `bson:"stock"`
	Tracked bool `bson:"tracked"`
	Low     bool `bson:"low"`
}

// Overview is one page of products.
type Overview struct {
	Rows []Row
	// Total counts the products on all pages; Pages is at least 1.
	Total, Page, Pages int
}

// Lister lists products of any status.
type Lister interface {
	// Overview returns a page of rows and how many there are on all pages.
	Overview(ctx context.Context, q OverviewQuery) ([]Row, int, error)
	// Count returns how many products there are, of whatever status.
	Count(ctx context.Context) (int, error)
	// PerCategory returns how many products are in each category itself, those
	// that are archived left out.
	PerCategory(ctx context.Context) (map[string]int, error)
	// All yields every product, in the order in which they were made, until an
	// error.
	All(ctx context.Context) iter.Seq2[Product, error]
}

// The bounds of an overview.
const (
	overviewLimit = 50
	maxOverview   = 100
	overviewDepth = 100_000
)

var overviewSorts = []string{"", "name", "price", "stock", "updated"}

// Overview lists products to staff. Errors: those of identity.RequireStaff,
// fault.Invalid naming what can't be listed.
func (s *Service) Overview(ctx context.Context, q OverviewQuery) (Overview, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Overview{}, err
	}
	q.Text = oneLine(q.Text)
	q.Page = max(q.Page, 1)
	if q.Limit == 0 {
		q.Limit = overviewLimit
	}
	var wrong fault.Fields
	if utf8.RuneCountInString(q.Text) > maxName {
		wrong.Add("q", fmt.Sprintf("A search has at most %d characters.", maxName))
	}
	if q.Status != "" && !slices.Contains([]Status{Draft, Active, Archived}, q.Status) {
		wrong.Add("status", "A product is draft, active or archived.")
	}
	if !slices.Contains([]string{"", "low", "out"}, q.Stock) {
		wrong.Add("stock", "Stock is low or out.")
	}
	if !slices.Contains(overviewSorts, strings.TrimPrefix(q.Sort, "-")) {
		wrong.Add("sort", "Products are sorted by name, price, stock or updated.")
	}
	if q.Limit < 1 || q.Limit > maxOverview {
		wrong.Add("limit", fmt.Sprintf("A page has 1 to %d products.", maxOverview))
	} else if q.Page > overviewDepth/q.Limit {
		wrong.Add("page", "Please narrow the list rather than page this deep.")
	}
	if err := wrong.Err(); err != nil {
		return Overview{}, err
	}
	rows, total, err := s.lister.Overview(ctx, q)
	return Overview{Rows: rows, Total: total, Page: q.Page, Pages: max(1, (total+q.Limit-1)/q.Limit)}, err
}

// Count returns how many products there are, of whatever status.
func (s *Service) Count(ctx context.Context) (int, error) { return s.lister.Count(ctx) }

// All yields every product, in the order in which they were made, until an
// error.
func (s *Service) All(ctx context.Context) iter.Seq2[Product, error] { return s.lister.All(ctx) }

// PerCategory returns to staff how many products are in each category itself,
// those that are archived left out.
func (s *Service) PerCategory(ctx context.Context) (map[string]int, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, err
	}
	return s.lister.PerCategory(ctx)
}
