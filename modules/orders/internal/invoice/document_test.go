package invoice_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/modules/orders/internal/tax"
	"shop/platform/address"
	"shop/platform/money"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

// placed returns an order of the lines, which was priced and paid.
func placed(t interface{ Fatal(...any) }, settings tax.Settings, delivery int64, items ...catalog.Item) order.Order {
	in := pricing.Input{Currency: "EUR", Tax: settings, To: address.Destination{Country: "DE"},
		Delivery: pricing.Delivery{ID: "post", Name: "By post", Rate: eur(delivery)}}
	for i, item := range items {
		l, err := pricing.NewLine(item, i+1)
		if err != nil {
			t.Fatal(err)
		}
		in.Lines = append(in.Lines, l)
	}
	q, err := pricing.Price(in)
	if err != nil {
		t.Fatal(err)
	}
	o := order.Order{
		ID: "o", Number: "ABC", Lines: q.Lines, Totals: q.Totals, PriceSteps: q.Steps, Captured: q.Totals.Total,
		PlacedAt: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC), Email: "ada@example.com",
		ShippingAddress: address.Address{Name: "Ada Lovelace", Line1: "Unter den Linden 1", City: "Berlin", PostalCode: "10117", Country: "DE"},
		PaymentMethod:   order.Method{ID: "test", Name: "Test card"},
	}
	o.Status, o.Payment, o.Fulfilment = order.Paid, order.PaymentPaid, order.Unfulfilled
	return o
}

func reduced() tax.Settings {
	s := tax.Defaults()
	s.Rules = append(s.Rules, tax.Rule{Country: "DE", Class: "reduced", Rate: 700})
	return s
}

func item(sku, class string, cents int64) catalog.Item {
	return catalog.Item{SKU: catalog.SKU(sku), ProductName: "The " + sku, Price: eur(cents), Taxable: true, TaxClass: class}
}

// refund gives money of the order back.
func refund(o *order.Order, amount int64, lines ...order.Units) {
	o.Refunds = append(o.Refunds, order.Refund{
		ID: fmt.Sprintf("o:refund:%d", len(o.Refunds)+1), Amount: eur(amount), Lines: lines, Reason: "Broken", State: order.RefundSucceeded,
	})
}

// issue numbers what is due, as a store does.
func issue(o order.Order, issued []invoice.Document) []invoice.Document {
	for {
		due := invoice.Due(o, issued, invoice.Seller{Name: "Linden"})
		if len(due) == 0 {
			return issued
		}
		for _, d := range due {
			d.Sequence = int64(len(issued) + 1)
			issued = append(issued, d)
		}
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	o := placed(t, reduced(), 490, item("tray", "", 1999), item("book", "reduced", 1000))
	if due := invoice.Due(order.Order{}, nil, invoice.Seller{}); due != nil {
		t.Errorf("an order that wasn't placed has %+v", due)
	}
	issued := issue(o, nil)
	if len(issued) != 1 {
		t.Fatalf("%d documents", len(issued))
	}
	bill := issued[0]
	unit, ten := eur(1999), eur(1000)
	if diff := cmp.Diff([]invoice.Line{
		{Text: "The tray", SKU: "tray", Quantity: 1, Unit: &unit, Total: eur(1999)},
		{Text: "The book", SKU: "book", Quantity: 2, Unit: &ten, Total: eur(2000)},
	}, bill.Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]invoice.TaxShare{
		{Rate: 1900, Net: eur(1999 + 490 - 397), Tax: eur(397)}, {Rate: 700, Net: eur(2000 - 131), Tax: eur(131)},
	}, bill.Taxes); diff != "" {
		t.Errorf("taxes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]invoice.Adjustment{{Label: "By post", Amount: eur(490)}}, bill.Adjustments); diff != "" {
		t.Errorf("adjustments (-want +got):\n%s", diff)
	}
	if bill.Number() != "INV-00001" || bill.Total != eur(4489) || bill.Buyer[0] != "Ada Lovelace" || bill.Seller.Name != "Linden" {
		t.Errorf("%+v", bill)
	}

	refund(&o, 1000, order.Units{SKU: "book", Quantity: 1})
	refund(&o, 500)
	o.Refunds = append(o.Refunds,
		order.Refund{ID: "o:refund:3", Amount: eur(100), State: order.RefundPending},
		order.Refund{ID: "o:refund:4", Amount: eur(100), State: order.RefundFailed})
	issued = issue(o, issued)
	if len(issued) != 3 {
		t.Fatalf("%d documents, want the invoice and a credit note for each refund that succeeded", len(issued))
	}
	for i, want := range []invoice.Document{
		{Total: eur(1000), Lines: []invoice.Line{{Text: "The book", SKU: "book", Quantity: 1, Total: eur(1000)}},
			Taxes: []invoice.TaxShare{{Rate: 700, Net: eur(934), Tax: eur(66)}}},
		{Total: eur(500), Lines: []invoice.Line{{Text: "Amount given back", Total: eur(500)}},
			Taxes: []invoice.TaxShare{{Rate: 1900, Net: eur(300), Tax: eur(57)}, {Rate: 700, Net: eur(134), Tax: eur(9)}}},
	} {
		d := issued[i+1]
		if d.Kind != invoice.CreditNote || d.Corrects != "INV-00001" || d.Reason != "Broken" || d.Total != want.Total {
			t.Errorf("%+v", d)
		}
		if diff := cmp.Diff(want.Lines, d.Lines) + cmp.Diff(want.Taxes, d.Taxes); diff != "" {
			t.Errorf("credit note %d (-want +got):\n%s", i, diff)
		}
	}
}

// An order that was cancelled before its money came has nothing to give back,
// and its invoice is not to be paid any more.
func TestDue_CreditsWhatIsNoLongerOwed(t *testing.T) {
	t.Parallel()
	o := placed(t, tax.Defaults(), 0, item("tray", "", 1999))
	o.Captured = eur(0)
	issued := issue(o, nil)
	o.Status = order.Cancelled
	issued = issue(o, issued)
	if len(issued) != 2 || issued[1].Total != eur(1999) || issued[1].Tax() != issued[0].Tax() || issued[1].Reason == "" {
		t.Fatalf("%+v", issued)
	}
	// The money comes after all and goes back: the invoice is corrected already.
	o.Captured = eur(1999)
	refund(&o, 1999)
	if again := issue(o, issued); len(again) != 2 {
		t.Errorf("%d documents: more is credited than was billed", len(again))
	}
}

// Of units that go back together, each is credited with what was paid for it,
// tax included, and at its own rate.
func TestDue_CreditsUnitsWithTheirTax(t *testing.T) {
	t.Parallel()
	settings := reduced()
	settings.Pricing = tax.Exclusive
	o := placed(t, settings, 490, item("tray", "", 10_000), item("book", "reduced", 4673))
	units := []order.Units{{SKU: "tray", Quantity: 1}, {SKU: "book", Quantity: 1}}
	worth, err := o.AmountOf(units)
	if err != nil || worth != eur(16_900) {
		t.Fatalf("a tray for 100.00 and 19%% and a book for 46.73 and 7%%: %s, %v", worth, err)
	}
	refund(&o, worth.Amount, units...)
	issued := issue(o, issue(o, nil))
	if diff := cmp.Diff([]invoice.Line{
		{Text: "The tray", SKU: "tray", Quantity: 1, Total: eur(11_900)}, {Text: "The book", SKU: "book", Quantity: 1, Total: eur(5000)},
	}, issued[1].Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]invoice.TaxShare{
		{Rate: 1900, Net: eur(10_000), Tax: eur(1900)}, {Rate: 700, Net: eur(4673), Tax: eur(327)},
	}, issued[1].Taxes); diff != "" {
		t.Errorf("taxes (-want +got):\n%s", diff)
	}
}

func TestDue_CreditsAReturnAtItsRate(t *testing.T) {
	t.Parallel()
	o := placed(t, reduced(), 490, item("tray", "", 1999), item("book", "reduced", 1000))
	r := order.Return{Lines: []order.Units{{SKU: "book", Quantity: 1}}}
	for _, err := range []error{
		o.ShipAll("", "", order.Shop, ""), o.DeliverAll(order.Shop, ""),
		o.RequestReturn(r, order.Shop), o.AnswerReturn("1", order.ApproveReturn, "", order.Shop),
		o.ReceiveReturn("1", nil, o.WorthOf(r), order.Shop), o.RefundDone("o:refund:1"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	issued := issue(o, issue(o, nil))
	if diff := cmp.Diff([]invoice.TaxShare{{Rate: 700, Net: eur(934), Tax: eur(66)}}, issued[1].Taxes); diff != "" {
		t.Errorf("taxes of a book that came back (-want +got):\n%s", diff)
	}
}

// A refund that came back stays credited, since the shop owes the money still;
// what is given back in its place is credited as far as it is more.
func TestDue_CreditsOnceWhatCameBack(t *testing.T) {
	t.Parallel()
	o := placed(t, tax.Defaults(), 0, item("tray", "", 1999))
	refund(&o, 400)
	issued := issue(o, issue(o, nil))
	o.Refunds[0].State = order.RefundFailed
	refund(&o, 400)
	if issued = issue(o, issued); len(issued) != 2 {
		t.Fatalf("%d documents, want the invoice and one credit note", len(issued))
	}
	refund(&o, 300)
	if issued = issue(o, issued); len(issued) != 3 || issued[2].Total != eur(300) {
		t.Errorf("given back once more: %+v", issued)
	}
}

// Whatever is refunded, the parts of each document sum to its whole, credit
// notes never exceed the invoice, and all of them together are all of it, to
// the cent of each tax.
func TestDue_AddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		settings := reduced()
		settings.Pricing = rapid.SampledFrom([]tax.Pricing{tax.Inclusive, tax.Exclusive}).Draw(t, "pricing")
		var items []catalog.Item
		for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
			items = append(items, item(fmt.Sprint(i), rapid.SampledFrom([]string{"", "reduced"}).Draw(t, "class"), rapid.Int64Range(0, 5000).Draw(t, "price")))
		}
		o := placed(t, settings, rapid.Int64Range(0, 900).Draw(t, "delivery"), items...)
		issued := issue(o, nil)
		for left := o.Captured.Amount; left > 0; left = o.Refundable().Amount {
			amount := left
			if rapid.Bool().Draw(t, "part") {
				amount = rapid.Int64Range(1, left).Draw(t, "amount")
			}
			var lines []order.Units
			if i := rapid.IntRange(-1, len(o.Lines)-1).Draw(t, "line"); i >= 0 {
				lines = []order.Units{{SKU: o.Lines[i].SKU, Quantity: rapid.IntRange(1, o.Lines[i].Quantity).Draw(t, "quantity")}}
			}
			refund(&o, amount, lines...)
			if rapid.Bool().Draw(t, "now") {
				issued = issue(o, issued)
			}
		}
		issued = issue(o, issued)
		bill, left := issued[0], map[tax.Rate]invoice.TaxShare{}
		if bill.Tax() != o.Totals.Tax {
			t.Fatalf("tax %v of an order with %v", bill.Tax(), o.Totals.Tax)
		}
		for _, s := range bill.Taxes {
			left[s.Rate] = s
		}
		credited := eur(0)
		for i, d := range issued {
			sum := eur(0)
			for _, s := range d.Taxes {
				sum.Amount += s.Gross().Amount
				if s.Net.Amount < 0 || s.Tax.Amount < 0 {
					t.Fatalf("share %+v", s)
				}
				if i > 0 {
					l := left[s.Rate]
					l.Net.Amount, l.Tax.Amount = l.Net.Amount-s.Net.Amount, l.Tax.Amount-s.Tax.Amount
					if left[s.Rate] = l; l.Net.Amount < 0 || l.Tax.Amount < 0 {
						t.Fatalf("more was credited at %s than billed: %+v", s.Rate, l)
					}
				}
			}
			if sum != d.Total {
				t.Fatalf("shares %+v of %v", d.Taxes, d.Total)
			}
			if i > 0 {
				credited.Amount += d.Total.Amount
			}
		}
		if credited != bill.Total {
			t.Fatalf("%v of %v was credited", credited, bill.Total)
		}
		for _, l := range left {
			if l.Gross().Amount != 0 || l.Tax.Amount != 0 {
				t.Fatalf("all was credited, and %+v is left", l)
			}
		}
	})
}
