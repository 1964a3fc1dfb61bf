package invoice

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"time"

	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/spreadsheet"
)

// exported are the columns of [Service.Export].
var exported = []string{
	"Number", "Kind", "Issued", "Corrects", "Order", "Ordered", "Customer", "Email", "Payment", "Tax rate", "Net", "Tax", "Gross", "Currency",
}

// Export writes the documents as CSV, as bookkeeping wants them: a row for each
// rate of tax of each document, amounts of credit notes negative, so that a
// column's sum is what was taken. Days are those of the zone. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly, dst's.
func (s *Service) Export(ctx context.Context, f Filter, zone *time.Location, dst io.Writer) error {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return err
	}
	w := csv.NewWriter(dst)
	if err := w.Write(exported); err != nil {
		return fmt.Errorf("invoice: export: %w", err)
	}
	for d, err := range s.store.Each(ctx, f) {
		if err != nil {
			return err
		}
		for _, share := range d.Taxes {
			if err := w.Write(row(d, share, zone)); err != nil {
				return fmt.Errorf("invoice: export: %w", err)
			}
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("invoice: export: %w", err)
	}
	return nil
}

func row(d Document, share TaxShare, zone *time.Location) []string {
	amount := func(m money.Money) string {
		if d.Kind == CreditNote {
			m.Amount = -m.Amount
		}
		return m.Decimal()
	}
	cells := []string{
		d.Number(), string(d.Kind), d.IssuedAt.In(zone).Format(time.DateOnly), d.Corrects, d.OrderNumber, d.OrderedAt.In(zone).Format(time.DateOnly),
		d.Customer(), d.Email, d.Payment,
	}
	for i, cell := range cells {
		cells[i] = spreadsheet.Guard(cell)
	}
	return append(cells, share.Rate.String(), amount(share.Net), amount(share.Tax), amount(share.Gross()), d.Total.Currency)
}
