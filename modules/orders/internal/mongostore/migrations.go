package mongostore

import (
	"context"
	"errors"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/shipping"
	"shop/platform/mongo"
)

// Migrations bring what earlier versions stored into today's form.
func Migrations() []mongo.Migration {
	return []mongo.Migration{
		{ID: "orders-0001-shipping-zones", Up: shippingZones},
		{ID: "orders-0002-fulfilments", Up: fulfilmentsOfParcels},
		{ID: "orders-0003-refund-states", Up: statesOfRefunds},
	}
}

// methodsID is the document of the time before zones.
const methodsID = "shipping-methods"

// placedMethod is a method of that time, which had countries of its own.
type placedMethod struct {
	shipping.Method `bson:",inline"`
	Countries       []string `bson:"countries"`
}

// shippingZones makes zones of methods that had countries of their own. The new
// document is stored before the old one goes, so that a start after a crash
// finds one of them.
func shippingZones(ctx context.Context, db *mongo.DB) error {
	settings := db.Collection(settingsName)
	old := bson.D{{Key: "_id", Value: methodsID}}
	var stored struct {
		Methods []placedMethod `bson:"methods"`
		Version int64          `bson:"version"`
	}
	err := mongo.Fault(settings.FindOne(ctx, old).Decode(&stored))
	if errors.Is(err, mongo.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	insert := bson.D{{Key: "$setOnInsert", Value: bson.D{
		{Key: "zones", Value: zonesOf(stored.Methods)}, {Key: "version", Value: stored.Version},
	}}}
	if _, err := settings.UpdateOne(ctx, bson.D{{Key: "_id", Value: shippingID}}, insert, options.UpdateOne().SetUpsert(true)); err != nil {
		return mongo.Fault(err)
	}
	_, err = settings.DeleteOne(ctx, old)
	return mongo.Fault(err)
}

// zonesOf returns zones that offer in each country what the methods did: one
// for all countries with the same methods, and the rest of the world.
func zonesOf(methods []placedMethod) []shipping.Zone {
	var countries []string
	for _, m := range methods {
		countries = append(countries, m.Countries...)
	}
	slices.Sort(countries)
	var zones []shipping.Zone
	byMethods := map[string]int{}
	add := func(country string) {
		offered, ids := offeredIn(methods, country)
		at, known := byMethods[ids]
		if !known || country == "" {
			at = len(zones)
			byMethods[ids] = at
			zones = append(zones, shipping.Zone{Name: "Everywhere else", Methods: offered})
		}
		if country != "" {
			zones[at].Countries = append(zones[at].Countries, country)
			zones[at].Name = strings.Join(zones[at].Countries, ", ")
		}
	}
	for _, country := range slices.Compact(countries) {
		add(country)
	}
	add("")
	for i := range zones {
		if name := []rune(zones[i].Name); len(name) > 60 {
			zones[i].Name = string(name[:60]) + "…"
		}
	}
	return zones
}

// offeredIn returns the methods that went to a country, "" for one that none of
// them named, and their ids as one word.
func offeredIn(methods []placedMethod, country string) (offered []shipping.Method, ids string) {
	offered = []shipping.Method{}
	for _, m := range methods {
		if len(m.Countries) > 0 && !slices.Contains(m.Countries, country) {
			continue
		}
		if m.Kind = shipping.Flat; m.ID == "pickup" {
			m.Kind = shipping.Pickup
		}
		offered = append(offered, m.Method)
		ids += m.ID + " "
	}
	return offered, ids
}
