package mongostore_test

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/orders"
	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/pricing"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func billed(id string) order.Order {
	o := order.Order{
		ID: orders.OrderID(id), Number: id, PlacedAt: time.Now(), Captured: eur(1000),
		Totals: pricing.Totals{Subtotal: eur(1000), Discount: eur(0), Shipping: eur(0), Tax: eur(0), Total: eur(1000)},
		Lines:  []pricing.Line{{SKU: "tray", Name: "$tray", Quantity: 1, Unit: eur(1000), Total: eur(1000), Discount: eur(0), Tax: eur(0)}},
	}
	o.Status = order.Paid
	return o
}

// services returns the services of three processes on one database.
func services(t *testing.T) (*mongo.DB, [3]*invoice.Service) {
	t.Helper()
	db := mongotest.New(t)
	if err := mongo.Setup(t.Context(), db, []mongo.Indexes{mongostore.InvoiceIndexes()}, nil); err != nil {
		t.Fatal(err)
	}
	var list [3]*invoice.Service
	for i := range list {
		list[i] = invoice.NewService(mongostore.NewInvoices(db), mongostore.NewSettings(db), "Linden")
	}
	return db, list
}

// stored returns what is stored of a kind, in the order of the numbers.
func stored(t *testing.T, db *mongo.DB, kind invoice.Kind) []invoice.Document {
	t.Helper()
	found, err := db.Collection("invoices").Find(t.Context(), bson.M{"kind": kind})
	if err != nil {
		t.Fatal(err)
	}
	var list []invoice.Document
	if err := found.All(t.Context(), &list); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b invoice.Document) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return list
}

func gapless(t *testing.T, list []invoice.Document, want int) {
	t.Helper()
	if len(list) != want {
		t.Fatalf("%d documents, want %d", len(list), want)
	}
	for i, d := range list {
		if d.Sequence != int64(i+1) {
			t.Fatalf("number %d comes after %d", d.Sequence, i)
		}
		if i > 0 && d.IssuedAt.Before(list[i-1].IssuedAt) {
			t.Errorf("number %d is older than the one before", d.Sequence)
		}
	}
}

// A hundred orders, each of which three processes want to bill at the same
// time, get the numbers 1 to 100, one each; and so do their credit notes.
func TestInvoices_AreNumberedWithoutAGap(t *testing.T) {
	t.Parallel()
	db, processes := services(t)
	const many = 100
	var all sync.WaitGroup
	for i := range many {
		o := billed(fmt.Sprint("order-", i))
		if i%2 == 0 {
			o.Refunds = []order.Refund{{ID: fmt.Sprint("refund-", i), Amount: eur(300), State: order.RefundSucceeded}}
		}
		for _, s := range processes {
			all.Go(func() {
				list, err := s.Of(t.Context(), o)
				if err != nil || len(list) != 1+len(o.Refunds) || list[0].Kind != invoice.Invoice || list[0].Lines[0].Text != "$tray" {
					t.Errorf("order %d: %+v, %v", i, list, err)
				}
			})
		}
	}
	all.Wait()
	gapless(t, stored(t, db, invoice.Invoice), many)
	gapless(t, stored(t, db, invoice.CreditNote), many/2)
}

// A process that dies after it gave numbers leaves no gap: whoever comes next
// stores the documents that the numbers were given to, once.
func TestInvoices_LeaveNoGapWhenAProcessDies(t *testing.T) {
	t.Parallel()
	for when, halfStored := range map[string]bool{"before the documents were stored": false, "before they were struck off": true} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			db, processes := services(t)
			if _, err := processes[0].Of(t.Context(), billed("first")); err != nil {
				t.Fatal(err)
			}
			register := db.Collection("invoice_register")
			var dead []bson.M
			for i, id := range []string{"second", "third"} {
				d := invoice.Due(billed(id), nil, invoice.Seller{Name: "The seller of then"})[0]
				d.Sequence, d.IssuedAt = int64(i+2), time.Now().UTC()
				raw, err := bson.Marshal(d)
				if err != nil {
					t.Fatal(err)
				}
				var fields bson.M
				if err := bson.Unmarshal(raw, &fields); err != nil {
					t.Fatal(err)
				}
				dead = append(dead, fields)
			}
			_, err := register.UpdateOne(t.Context(), bson.M{}, bson.M{
				"$set": bson.M{"pending": dead, "last.invoice": 3}, "$inc": bson.M{"version": 1},
			})
			if err != nil {
				t.Fatal(err)
			}
			if halfStored {
				if _, err := db.Collection("invoices").InsertOne(t.Context(), dead[0]); err != nil {
					t.Fatal(err)
				}
			}
			for _, id := range []string{"fourth", "third"} {
				if _, err := processes[1].Of(t.Context(), billed(id)); err != nil {
					t.Fatal(err)
				}
			}
			list := stored(t, db, invoice.Invoice)
			gapless(t, list, 4)
			if list[1].OrderID != "second" || list[2].OrderID != "third" || list[2].Seller.Name != "The seller of then" || list[3].OrderID != "fourth" {
				t.Errorf("%+v", list)
			}
			n, err := register.CountDocuments(t.Context(), bson.M{"pending": bson.M{"$exists": true}})
			if err != nil || n != 0 {
				t.Errorf("something is pending still, %v", err)
			}
		})
	}
}

// A number that another document has, which only a hand in the database can
// bring about, is told, and the document that it was given to isn't forgotten.
func TestInvoices_KeepWhatCantBeStored(t *testing.T) {
	t.Parallel()
	db, processes := services(t)
	stray := bson.M{"_id": "stray", "kind": invoice.Invoice, "sequence": 1}
	if _, err := db.Collection("invoices").InsertOne(t.Context(), stray); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := processes[0].Of(t.Context(), billed("first")); !mongo.IsDuplicate(err) {
			t.Fatalf("the number is taken: %v", err)
		}
	}
	if _, err := db.Collection("invoices").DeleteOne(t.Context(), bson.M{"_id": "stray"}); err != nil {
		t.Fatal(err)
	}
	if list, err := processes[1].Of(t.Context(), billed("first")); err != nil || len(list) != 1 || list[0].Sequence != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAudit_FindsGapsInTheNumbers(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	for _, id := range []string{"a", "b"} {
		if _, err := s.Invoices.Of(t.Context(), billed(id)); err != nil {
			t.Fatal(err)
		}
	}
	s.Audit(t)
	if _, err := s.DB.Collection("invoices").DeleteOne(t.Context(), bson.M{"_id": "a"}); err != nil {
		t.Fatal(err)
	}
	report, err := mongostore.NewAudit(s.DB, s.Ledger).Report(t.Context())
	if err != nil || !slices.ContainsFunc(report.Violations, func(v string) bool { return v == "invoice 1 is missing: the numbers have a gap" }) {
		t.Errorf("violations %q, %v", report.Violations, err)
	}
}
