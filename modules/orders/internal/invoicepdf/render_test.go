package invoicepdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/invoicepdf"
	"shop/platform/money"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

// read returns the text of a PDF as a reader of its own sees it.
func read(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("pdftotext (run \"make setup\" to install it): %v\n%s", err, &complaints)
	}
	if dir := os.Getenv("KEEP_PDF"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, t.Name()+".pdf"), pdf, 0o600)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func paper() invoice.Document {
	unit := eur(1999)
	return invoice.Document{
		Kind: invoice.Invoice, Sequence: 42, Prefix: "INV-", OrderNumber: "K7QF3M9T",
		OrderedAt: time.Date(2026, 11, 27, 23, 30, 0, 0, time.UTC), IssuedAt: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC),
		Seller: invoice.Seller{
			Name: "Linden & Töchter", Address: "Unter den Linden 7\n10117 Berlin", Email: "shop@example.com", TaxID: "DE123456789",
			Footer: "IBAN DE02 1203 0000 0000 2020 51\nHRB 12345, Berlin",
		},
		Buyer: []string{"Łukasz Żółć 🦊", "Ελλάδα 1", "Москва"}, Payment: "Bank transfer",
		Lines: []invoice.Line{
			{Text: "Oak tray, Large", SKU: "TRAY-L", Quantity: 2, Unit: &unit, Total: eur(3998)},
			{Text: strings.Repeat("A very long name that takes several lines ", 6), SKU: "LONG", Quantity: 1, Unit: &unit, Total: eur(1999)},
		},
		Adjustments: []invoice.Adjustment{{Label: "Tray week", Amount: eur(-100)}, {Label: "By post", Amount: eur(490)}},
		Taxes:       []invoice.TaxShare{{Rate: 1900, Net: eur(5367), Tax: eur(1020)}},
		Total:       eur(6387),
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	pdf, err := invoicepdf.Render(paper(), time.FixedZone("CET", 3600))
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, pdf)
	for _, want := range []string{
		"Invoice", "INV-00042", "28 November 2026", "Ordered on 28 November 2026", "K7QF3M9T", "Linden & Töchter", "10117 Berlin",
		"Tax ID DE123456789", "Łukasz Żółć □", "Ελλάδα 1", "Москва", "Oak tray, Large (TRAY-L) 2 €19.99 €39.98", "Tray week -€1.00",
		"By post €4.90", "Total €63.87", "19 % €53.67 €10.20 €63.87", "Payment: Bank transfer", "HRB 12345, Berlin", "1/1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the paper lacks %q:\n%s", want, got)
		}
	}
}

func TestRender_CreditNote(t *testing.T) {
	t.Parallel()
	d := paper()
	d.Kind, d.Prefix, d.Corrects, d.Reason = invoice.CreditNote, "CN-", "INV-00042", "Broken\ton arrival"
	d.TaxAdded, d.Adjustments = true, nil
	d.Lines = []invoice.Line{{Text: "Amount given back", Total: eur(500)}}
	pdf, err := invoicepdf.Render(d, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, pdf)
	for _, want := range []string{"Credit note", "CN-00042", "Corrects invoice INV-00042", "Amount given back €5.00", "Tax €10.20", "Reason: Broken on arrival"} {
		if !strings.Contains(got, want) {
			t.Errorf("the paper lacks %q:\n%s", want, got)
		}
	}
}

// What doesn't fit on a page goes on, and nothing of it is lost.
func TestRender_SeveralPages(t *testing.T) {
	t.Parallel()
	d := paper()
	unit := eur(100)
	for i := range 100 {
		d.Lines = append(d.Lines, invoice.Line{Text: fmt.Sprintf("Position %d.", i), Quantity: 1, Unit: &unit, Total: unit})
	}
	pdf, err := invoicepdf.Render(d, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, pdf)
	for i := range 100 {
		if want := fmt.Sprintf("Position %d.", i); !strings.Contains(got, want) {
			t.Errorf("position %d is lost", i)
		}
	}
	if !strings.Contains(got, "1/3") || strings.Count(got, "HRB 12345, Berlin") != 3 || strings.Count(got, "Quantity") != 3 {
		t.Errorf("the pages lack their foot:\n%s", got)
	}
}
