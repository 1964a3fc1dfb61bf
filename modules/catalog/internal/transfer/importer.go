package transfer

import (
	"context"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/fault"
	"shop/platform/identity"
)

// Service imports and exports. It implements [catalog.Transfer].
type Service struct {
	products   *product.Service
	categories *category.Service
	stock      *stock.Service
	media      *media.Service
	fetcher    func() *media.Fetcher
	baseURL    string
}

// NewService returns a service. fetcher makes what fetches the pictures of one
// import; baseURL stands before the addresses of the shop's own pictures in
// exports.
func NewService(products *product.Service, categories *category.Service, stock *stock.Service, media *media.Service, fetcher func() *media.Fetcher, baseURL string) *Service {
	return &Service{products, categories, stock, media, fetcher, strings.TrimSuffix(baseURL, "/")}
}

// run is one import.
type run struct {
	*Service
	opts   catalog.ImportOptions
	report catalog.ImportReport
	images *gallery
}

// Import implements [catalog.Transfer]. It is for staff. Errors: those of
// identity.RequireStaff, [ErrFile], and outages.
func (s *Service) Import(ctx context.Context, src io.Reader, opts catalog.ImportOptions) (catalog.ImportReport, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return catalog.ImportReport{}, err
	}
	t, problems, err := readTable(src)
	if err != nil {
		return catalog.ImportReport{}, err
	}
	p := newParser(s.products.Currency(), problems)
	drafts := p.drafts(t)
	r := &run{Service: s, opts: opts, report: catalog.ImportReport{Rows: len(t.rows) + len(problems), Problems: p.problems}}
	// Drafts whose pictures the shop has already need no fetching, so what they
	// replace is looked up first.
	existing := make([]product.Product, len(drafts))
	for i, d := range drafts {
		if existing[i], err = s.products.Match(ctx, d.handle, d.skus()); err != nil && !errors.Is(err, product.ErrNotFound) {
			return r.report, err
		}
	}
	if !opts.DryRun {
		var stop func()
		r.images, stop = newGallery(ctx, s, drafts, existing)
		defer stop()
	}
	for i, d := range drafts {
		if err := r.product(ctx, d, existing[i]); err != nil {
			return r.sorted(), err
		}
		if opts.Progress != nil {
			opts.Progress(i+1, len(drafts))
		}
	}
	return r.sorted(), nil
}

func (r *run) sorted() catalog.ImportReport {
	slices.SortStableFunc(r.report.Problems, func(a, b catalog.RowProblem) int { return a.Line - b.Line })
	return r.report
}

func (d *draft) skus() []catalog.SKU {
	skus := make([]catalog.SKU, len(d.variants))
	for i, v := range d.variants {
		skus[i] = v.SKU
	}
	return skus
}

// product imports one draft. What is wrong with it goes into the report; the
// error is an outage.
func (r *run) product(ctx context.Context, d *draft, existing product.Product) error {
	content, err := r.content(ctx, d, existing)
	if err == nil {
		err = r.save(ctx, d, existing, content)
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		r.problem(d.line, d, true, reason(err))
		return nil
	}
	return err
}

func (r *run) save(ctx context.Context, d *draft, existing product.Product, content product.Content) error {
	input := product.Input{Content: content, Quantities: map[catalog.SKU]int{}}
	for _, v := range d.variants {
		if v.quantity != nil {
			input.Quantities[v.SKU] = max(*v.quantity, 0) // a new SKU owes nobody anything
		}
	}
	if existing.ID == "" {
		if _, err := r.products.Check(content); err != nil {
			return err
		}
		if !r.opts.DryRun {
			if _, err := r.products.Create(ctx, input); err != nil {
				return err
			}
		}
		r.report.Created++
		return nil
	}
	checked, err := r.products.Check(content)
	if err != nil {
		return err
	}
	changed := !reflect.DeepEqual(checked, existing.Content)
	if changed && !r.opts.DryRun {
		if _, err := r.products.Update(ctx, existing.ID, existing.Version, input); err != nil {
			return err
		}
	}
	restocked, err := r.restock(ctx, d, existing)
	if changed || restocked {
		r.report.Updated++
	} else {
		r.report.Unchanged++
	}
	return err
}

// restock sets the stock of variants that existed before, where that is asked
// for.
func (r *run) restock(ctx context.Context, d *draft, existing product.Product) (changed bool, err error) {
	if !r.opts.Stock {
		return false, nil
	}
	levels, err := r.stock.Levels(ctx, d.skus())
	if err != nil {
		return false, err
	}
	for _, v := range d.variants {
		if _, old := existing.Variant(v.SKU); !old || v.quantity == nil {
			continue
		}
		if r.opts.DryRun {
			changed = changed || levels.Of(v.SKU).Available != *v.quantity
			continue
		}
		set, err := r.stock.SetTo(ctx, v.SKU, *v.quantity, "Import")
		if err != nil {
			return changed, err
		}
		changed = changed || set
	}
	return changed, nil
}

func (r *run) problem(line int, d *draft, fatal bool, reason string) {
	r.report.Problems = append(r.report.Problems, catalog.RowProblem{Line: line, Handle: d.handle, Reason: reason, Fatal: fatal})
}

// reason returns what a fault says, with what it says of fields.
func reason(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return "The product can't be imported."
	}
	if len(f.Fields) == 0 {
		return f.Message
	}
	var parts []string
	for _, field := range f.Fields {
		parts = append(parts, field.Path+": "+field.Message)
	}
	return strings.Join(parts, " ")
}
