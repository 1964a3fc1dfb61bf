package mongostore_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/shipping"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func TestMigrations_make_zones_of_methods_with_countries(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	price := func(cents int64) bson.D {
		return bson.D{{Key: "amount", Value: cents}, {Key: "currency", Value: "EUR"}}
	}
	old := bson.D{{Key: "_id", Value: "shipping-methods"}, {Key: "version", Value: int64(4)}, {Key: "methods", Value: bson.A{
		bson.D{{Key: "id", Value: "bike"}, {Key: "name", Value: "By bicycle"}, {Key: "price", Value: price(300)}, {Key: "countries", Value: bson.A{"DE", "AT"}}},
		bson.D{{Key: "id", Value: "post"}, {Key: "name", Value: "By post"}, {Key: "price", Value: price(700)}, {Key: "freeFrom", Value: price(7500)}},
		bson.D{{Key: "id", Value: "pickup"}, {Key: "name", Value: "Pick up"}, {Key: "price", Value: price(0)}, {Key: "countries", Value: bson.A{"DE"}}},
	}}}
	if _, err := db.Collection("order_settings").InsertOne(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	free := eur(7500)
	bike := shipping.Method{ID: "bike", Name: "By bicycle", Kind: shipping.Flat, Price: eur(300)}
	post := shipping.Method{ID: "post", Name: "By post", Kind: shipping.Flat, Price: eur(700), FreeFrom: &free}
	pickup := shipping.Method{ID: "pickup", Name: "Pick up", Kind: shipping.Pickup, Price: eur(0)}
	want := shipping.List{Version: 4, Zones: []shipping.Zone{
		{Name: "AT", Countries: []string{"AT"}, Methods: []shipping.Method{bike, post}},
		{Name: "DE", Countries: []string{"DE"}, Methods: []shipping.Method{bike, post, pickup}},
		{Name: "Everywhere else", Methods: []shipping.Method{post}},
	}}
	check := func(when string) {
		t.Helper()
		got, err := mongostore.NewSettings(db).ShippingZones(t.Context())
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", when, err, diff)
		}
	}
	if err := mongo.Setup(t.Context(), db, nil, mongostore.Migrations()); err != nil {
		t.Fatal(err)
	}
	check("migrated")

	// A crash before the old document went: the next start does it again, and
	// what staff changed in between stays.
	want.Zones[0].Name, want.Version = "Austria", 5
	version := int64(4)
	if err := mongostore.NewSettings(db).SetShippingZones(t.Context(), want.Zones, &version); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Collection("order_settings").InsertOne(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	for _, m := range mongostore.Migrations() {
		if err := m.Up(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	check("again")
	if n, err := db.Collection("order_settings").CountDocuments(t.Context(), bson.D{{Key: "_id", Value: "shipping-methods"}}); err != nil || n != 0 {
		t.Errorf("%d old documents, %v", n, err)
	}
}
