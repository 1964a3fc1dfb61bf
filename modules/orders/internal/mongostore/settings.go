package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/shipping"
	"shop/modules/orders/internal/tax"
	"shop/platform/fault"
	"shop/platform/mongo"
)

const settingsName = "order_settings"

// The settings' documents.
const (
	serverKeyID = "server-key"
	shippingID  = "shipping-zones"
	taxID       = "tax"
	sellerID    = "seller"
	offlineID   = "offline-payments"
)

// Settings implements checkout.KeyStore, [shipping.Store], [tax.Store],
// [invoice.SellerStore] and [offline.Store].
type Settings struct {
	collection *driver.Collection
	documents  *mongo.Finder[string, bson.Raw]
}

// SettingsIndexes returns the settings' collection, which needs no index.
func SettingsIndexes() mongo.Indexes { return mongo.Indexes{Collection: settingsName} }

// NewSettings returns the settings in db.
func NewSettings(db *mongo.DB) *Settings {
	c := db.Collection(settingsName)
	return &Settings{collection: c, documents: mongo.NewFinder[string, bson.Raw](db, c, nil)}
}

// ServerKey implements checkout.KeyStore.
func (s *Settings) ServerKey(ctx context.Context) ([]byte, error) {
	return mongo.Key(ctx, s.collection, serverKeyID)
}

// ShippingZones implements [shipping.Store].
func (s *Settings) ShippingZones(ctx context.Context) (shipping.List, error) {
	var stored struct {
		Zones   []shipping.Zone `bson:"zones"`
		Version int64           `bson:"version"`
	}
	err := s.read(ctx, shippingID, &stored)
	return shipping.List(stored), err
}

// SetShippingZones implements [shipping.Store].
func (s *Settings) SetShippingZones(ctx context.Context, zones []shipping.Zone, version *int64) error {
	return s.replace(ctx, shippingID, bson.D{{Key: "zones", Value: zones}}, version, shipping.ErrConflict)
}

// TaxSettings implements [tax.Store].
func (s *Settings) TaxSettings(ctx context.Context) (tax.Settings, int64, error) {
	var stored struct {
		tax.Settings `bson:",inline"`
		Version      int64 `bson:"version"`
	}
	err := s.read(ctx, taxID, &stored)
	return stored.Settings, stored.Version, err
}

// SetTaxSettings implements [tax.Store].
func (s *Settings) SetTaxSettings(ctx context.Context, settings tax.Settings, version *int64) error {
	fields, err := mongo.Document(settings)
	if err != nil {
		return err
	}
	return s.replace(ctx, taxID, fields, version, tax.ErrConflict)
}

// Seller implements [invoice.SellerStore].
func (s *Settings) Seller(ctx context.Context) (invoice.Seller, int64, error) {
	var stored struct {
		invoice.Seller `bson:",inline"`
		Version        int64 `bson:"version"`
	}
	err := s.read(ctx, sellerID, &stored)
	return stored.Seller, stored.Version, err
}

// SetSeller implements [invoice.SellerStore].
func (s *Settings) SetSeller(ctx context.Context, seller invoice.Seller, version *int64) error {
	return s.replace(ctx, sellerID, bson.D{
		{Key: "name", Value: seller.Name}, {Key: "address", Value: seller.Address}, {Key: "email", Value: seller.Email},
		{Key: "taxId", Value: seller.TaxID}, {Key: "footer", Value: seller.Footer},
		{Key: "invoicePrefix", Value: seller.InvoicePrefix}, {Key: "creditNotePrefix", Value: seller.CreditNotePrefix},
	}, version, invoice.ErrConflict)
}

// OfflineSettings implements [offline.Store].
func (s *Settings) OfflineSettings(ctx context.Context) (offline.Settings, int64, error) {
	var stored struct {
		offline.Settings `bson:",inline"`
		Version          int64 `bson:"version"`
	}
	err := s.read(ctx, offlineID, &stored)
	return stored.Settings, stored.Version, err
}

// SetOfflineSettings implements [offline.Store].
func (s *Settings) SetOfflineSettings(ctx context.Context, settings offline.Settings, version *int64) error {
	fields, err := mongo.Document(settings)
	if err != nil {
		return err
	}
	return s.replace(ctx, offlineID, fields, version, offline.ErrConflict)
}

// read decodes a document of settings; one that isn't stored leaves into as it
// is.
func (s *Settings) read(ctx context.Context, id string, into any) error {
	stored, err := s.documents.One(ctx, id)
	if errors.Is(err, mongo.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return bson.Unmarshal(stored, into)
}

// replace stores the fields and counts the version up, where the stored version
// is the given one; nil is any. Errors: conflict.
func (s *Settings) replace(ctx context.Context, id string, fields bson.D, version *int64, conflict *fault.Error) error {
	filter := bson.D{{Key: "_id", Value: id}}
	switch {
	case version == nil:
	case *version == 0:
		filter = append(filter, bson.E{Key: "version", Value: bson.D{{Key: "$exists", Value: false}}})
	default:
		filter = append(filter, bson.E{Key: "version", Value: *version})
	}
	change := bson.D{
		{Key: "$set", Value: fields},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: int64(1)}}},
	}
	// What may be the first one is inserted by upsert; where there is one by
	// now that doesn't match, the insert meets its _id.
	first := version == nil || *version == 0
	result, err := s.collection.UpdateOne(ctx, filter, change, options.UpdateOne().SetUpsert(first))
	if mongo.IsDuplicate(err) || err == nil && result.MatchedCount+result.UpsertedCount == 0 {
		return conflict.Because(err)
	}
	return mongo.Fault(err)
}
