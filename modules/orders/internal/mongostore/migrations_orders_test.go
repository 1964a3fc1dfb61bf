package mongostore_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/order"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func TestMigrations_MakeFulfilmentsOfParcels(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	at := bson.DateTime(1_700_000_000_000)
	lines := bson.A{bson.M{"sku": "tray", "quantity": 2}, bson.M{"sku": "bowl", "quantity": 1}}
	history := bson.A{bson.M{"at": at, "action": "pack"}}
	for _, o := range []bson.M{
		{"_id": "shipped", "number": "A", "status": "paid", "fulfilment": "shipped", "lines": lines, "history": history,
			"parcels": bson.A{bson.M{"carrier": "Post", "tracking": "RR1", "at": at}}},
		{"_id": "packed", "number": "B", "status": "paid", "fulfilment": "packed", "lines": lines, "history": history},
		{"_id": "new", "number": "C", "status": "new", "fulfilment": "unfulfilled", "lines": lines, "history": history},
	} {
		if _, err := db.Collection("orders").InsertOne(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // a crash half-way starts it again
		for _, m := range mongostore.Migrations() {
			if err := m.Up(t.Context(), db); err != nil {
				t.Fatalf("%s: %v", m.ID, err)
			}
		}
	}
	store := mongostore.NewOrders(db, mongo.NewOutbox(), "EUR")
	for number, want := range map[string]struct {
		parcels           int
		carrier, tracking string
		state             order.ParcelState
	}{"A": {1, "Post", "RR1", order.ParcelShipped}, "B": {1, "", "", order.ParcelPacked}, "C": {}} {
		o, err := store.ByNumber(t.Context(), number)
		if err != nil || len(o.Fulfilments) != want.parcels {
			t.Fatalf("%s: %+v, %v", number, o.Fulfilments, err)
		}
		for _, f := range o.Fulfilments {
			if f.ID != "1" || f.Carrier != want.carrier || f.Tracking != want.tracking || f.State != want.state ||
				f.At.UnixMilli() != int64(at) || len(o.Unpacked()) != 0 || f.Lines[0] != (order.Units{SKU: "tray", Quantity: 2}) {
				t.Errorf("%s: %+v", number, f)
			}
		}
	}
	n, err := db.Collection("orders").CountDocuments(t.Context(), bson.M{"parcels": bson.M{"$exists": true}})
	if err != nil || n != 0 {
		t.Errorf("%d orders have parcels still, %v", n, err)
	}
}

func TestMigrations_GiveRefundsAState(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	refund := func(id string, done bool) bson.M {
		return bson.M{"id": id, "amount": bson.M{"amount": 5, "currency": "EUR"}, "reason": "", "done": done}
	}
	o := bson.M{"_id": "o", "number": "A", "refunds": bson.A{refund("o:refund:1", true), refund("o:refund:2", false)}}
	if _, err := db.Collection("orders").InsertOne(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, m := range mongostore.Migrations() {
			if err := m.Up(t.Context(), db); err != nil {
				t.Fatalf("%s: %v", m.ID, err)
			}
		}
	}
	got, err := mongostore.NewOrders(db, mongo.NewOutbox(), "EUR").ByNumber(t.Context(), "A")
	if err != nil || len(got.Refunds) != 2 || got.Refunds[0].State != order.RefundSucceeded || got.Refunds[1].State != order.RefundPending {
		t.Errorf("%+v, %v", got.Refunds, err)
	}
}
