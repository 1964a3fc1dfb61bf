package invoicepdf

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"shop/modules/orders/internal/invoice"
)

// ContentType is the media type of what [Render] returns.
const ContentType = "application/pdf"

// Render returns the document as PDF of A4 pages. Days are those of the zone.
// The fonts know Latin, Greek and Cyrillic letters; others show as boxes.
func Render(d invoice.Document, zone *time.Location) ([]byte, error) {
	p := newPaper(name(d.Kind)+" "+d.Number(), d.Seller, d.IssuedAt)
	head(p, d, zone)
	positions(p, d)
	taxes(p, d)
	words(p, d)
	var out bytes.Buffer
	if err := p.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("invoicepdf: draw %s: %w", d.Number(), err)
	}
	return out.Bytes(), nil
}

// Disposition returns the Content-Disposition that names the file.
func Disposition(d invoice.Document) string {
	return fmt.Sprintf("attachment; filename=%q", d.Number()+".pdf")
}

func name(k invoice.Kind) string {
	if k == invoice.CreditNote {
		return "Credit note"
	}
	return "Invoice"
}

// head is who sells, who buys, and what this is.
func head(p *paper, d invoice.Document, zone *time.Location) {
	p.row(cell{width: 110, text: d.Seller.Name, size: 12, bold: true}, cell{width: 64, text: name(d.Kind), size: 18, bold: true, right: true})
	seller := lines(d.Seller.Address)
	if d.Seller.Email != "" {
		seller = append(seller, d.Seller.Email)
	}
	if d.Seller.TaxID != "" {
		seller = append(seller, "Tax ID "+d.Seller.TaxID)
	}
	for _, l := range seller {
		p.row(cell{width: 110, text: l, size: small, grey: true})
	}
	p.gap(10)
	facts := [][2]string{{"Number", d.Number()}, {"Date", day(d.IssuedAt, zone)}, {"Order", d.OrderNumber}, {"Ordered on", day(d.OrderedAt, zone)}}
	if d.Corrects != "" {
		facts = append(facts, [2]string{"Corrects invoice", d.Corrects})
	}
	for i := range max(len(facts), len(d.Buyer)) {
		var row [3]string
		if i < len(d.Buyer) {
			row[0] = d.Buyer[i]
		}
		if i < len(facts) {
			row[1], row[2] = facts[i][0], facts[i][1]
		}
		p.row(cell{width: 94, text: row[0]}, cell{width: 36, text: row[1], grey: true}, cell{width: 44, text: row[2], right: true})
	}
	p.gap(10)
}

func day(at time.Time, zone *time.Location) string { return at.In(zone).Format("2 January 2006") }

// lines splits text of several lines.
func lines(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
}

// positions are the lines and how they come to the total.
func positions(p *paper, d invoice.Document) {
	widths := []float64{92, 20, 30, 32}
	p.table(widths, "Item", "Quantity", "Price", "Amount")
	for _, l := range d.Lines {
		what, quantity, unit := l.Text, "", ""
		if l.SKU != "" {
			what += " (" + string(l.SKU) + ")"
		}
		if l.Quantity > 0 {
			quantity = strconv.Itoa(l.Quantity)
		}
		if l.Unit != nil {
			unit = l.Unit.String()
		}
		p.entry(widths, what, quantity, unit, l.Total.String())
	}
	p.endTable()
	sum := func(label, amount string, bold bool) {
		p.row(cell{width: 142, text: label, bold: bold}, cell{width: 32, text: amount, bold: bold, right: true})
	}
	for _, a := range d.Adjustments {
		sum(a.Label, a.Amount.String(), false)
	}
	if d.TaxAdded {
		sum("Tax", d.Tax().String(), false)
	}
	sum("Total", d.Total.String(), true)
	p.gap(8)
}

// taxes say what of the total is tax, by rate.
func taxes(p *paper, d invoice.Document) {
	widths := []float64{78, 32, 32, 32}
	p.table(widths, "Tax rate", "Net", "Tax", "Gross")
	for _, s := range d.Taxes {
		rate := s.Rate.String()
		if s.Rate == 0 {
			rate = "Not taxed"
		}
		p.entry(widths, rate, s.Net.String(), s.Tax.String(), s.Gross().String())
	}
	p.endTable()
	p.gap(8)
}

// words are what the amounts don't say.
func words(p *paper, d invoice.Document) {
	switch {
	case d.Kind == invoice.Invoice:
		p.row(cell{width: textWidth, text: "Payment: " + d.Payment})
	case d.Reason != "":
		p.row(cell{width: textWidth, text: "Reason: " + d.Reason})
	}
}
