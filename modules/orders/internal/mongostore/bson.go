package mongostore

import (
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo"
)

// without returns the document without the fields.
func without(d bson.D, names ...string) bson.D {
	return slices.DeleteFunc(d, func(e bson.E) bool { return slices.Contains(names, e.Key) })
}

// absent returns an $unset of those fields that the document doesn't have, so
// that what became empty is not left behind.
func absent(d bson.D, names ...string) bson.D {
	var gone bson.D
	for _, name := range names {
		if !slices.ContainsFunc(d, func(e bson.E) bool { return e.Key == name }) {
			gone = append(gone, bson.E{Key: name, Value: ""})
		}
	}
	return gone
}

// before filters for documents whose field is before the server's time plus d.
func before(field string, d time.Duration) bson.E {
	return bson.E{Key: "$expr", Value: bson.D{{Key: "$lt", Value: bson.A{field, mongo.FromNow(d)}}}}
}

// literal keeps a value from being read as an expression in a pipeline, where
// a string like "$total" would be a field.
func literal(v any) bson.D { return bson.D{{Key: "$literal", Value: v}} }
