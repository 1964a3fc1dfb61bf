package mongo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Indexes are those that one collection needs, and that it is there at all.
// Stores declare them beside their queries, those that need no index too, so
// that no shopper's write waits for a collection to be made.
type Indexes struct {
	Collection string
	Models     []driver.IndexModel
}

// createIndexes makes those indexes that are missing. It fails when one of the
// same keys or name exists otherwise; a migration drops that one first.
func createIndexes(ctx context.Context, db *DB, wanted []Indexes) error {
	for _, w := range wanted {
		err := db.database.CreateCollection(ctx, w.Collection)
		var there driver.CommandError
		if err != nil && (!errors.As(err, &there) || there.Code != namespaceExists) {
			return fmt.Errorf("mongo: collection %s: %w", w.Collection, Fault(err))
		}
		if len(w.Models) == 0 {
			continue
		}
		if _, err := db.Collection(w.Collection).Indexes().CreateMany(ctx, w.Models); err != nil {
			return fmt.Errorf("mongo: indexes of %s: %w", w.Collection, Fault(err))
		}
	}
	return nil
}

// namespaceExists is the server's code for a collection that is there already.
const namespaceExists = 48

// MissingIndexes returns those of the wanted indexes that the database lacks,
// each as "collection: keys". Errors: fault.Unavailable.
func MissingIndexes(ctx context.Context, db *DB, wanted []Indexes) ([]string, error) {
	var missing []string
	for _, w := range wanted {
		specs, err := db.Collection(w.Collection).Indexes().ListSpecifications(ctx)
		if err != nil {
			return nil, Fault(err)
		}
		there := make(map[string]bool, len(specs))
		for _, spec := range specs {
			there[spec.Name] = true
		}
		for _, model := range w.Models {
			name, err := indexName(model)
			if err != nil {
				return nil, err
			}
			if !there[name] {
				missing = append(missing, w.Collection+": "+name)
			}
		}
	}
	return missing, nil
}

// indexName returns the name the index has in the database: its own, or else
// its keys strung together as the driver does it.
func indexName(model driver.IndexModel) (string, error) {
	if model.Options != nil {
		var set options.IndexOptions
		for _, apply := range model.Options.List() {
			if err := apply(&set); err != nil {
				return "", fmt.Errorf("mongo: index options: %w", err)
			}
		}
		if set.Name != nil {
			return *set.Name, nil
		}
	}
	encoded, err := bson.Marshal(model.Keys)
	if err != nil {
		return "", fmt.Errorf("mongo: index keys: %w", err)
	}
	var keys bson.D
	if err := bson.Unmarshal(encoded, &keys); err != nil {
		return "", fmt.Errorf("mongo: index keys: %w", err)
	}
	var parts []string
	for _, key := range keys {
		parts = append(parts, key.Key, fmt.Sprint(key.Value))
	}
	return strings.Join(parts, "_"), nil
}
