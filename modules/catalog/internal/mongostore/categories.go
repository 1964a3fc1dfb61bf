package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/catalog/internal/category"
	"shop/platform/events"
	"shop/platform/mongo"
)

// treeID is the one document of the collection "categories".
const treeID = "tree"

// Categories keeps the tree. It implements [category.Store].
type Categories struct {
	trees  *driver.Collection
	outbox *mongo.Outbox
}

// CategoryIndexes returns the tree's collection, which needs no index.
func CategoryIndexes() mongo.Indexes { return mongo.Indexes{Collection: "categories"} }

// NewCategories returns the store in db.
func NewCategories(db *mongo.DB, outbox *mongo.Outbox) *Categories {
	s := &Categories{trees: db.Collection("categories"), outbox: outbox}
	outbox.Watch(s.trees)
	return s
}

// Tree implements [category.Store].
func (s *Categories) Tree(ctx context.Context) (category.Tree, error) {
	var tree category.Tree
	err := s.trees.FindOne(ctx, bson.D{field("_id", treeID)}).Decode(&tree)
	if errors.Is(err, driver.ErrNoDocuments) {
		return category.Tree{}, nil
	}
	return tree, mongo.Fault(err)
}

// Save implements [category.Store].
func (s *Categories) Save(ctx context.Context, t category.Tree, ev events.Event) error {
	result, err := s.trees.UpdateOne(ctx,
		bson.D{field("_id", treeID), field("version", t.Version)},
		bson.D{
			field("$set", bson.D{field("nodes", t.Nodes), field("version", t.Version+1)}),
			field("$push", bson.D{s.outbox.Push(ev)}),
		},
		// The first version is inserted; twice at once ends as a duplicate.
		options.UpdateOne().SetUpsert(t.Version == 0))
	switch {
	case mongo.IsDuplicate(err):
		return category.ErrConflict.Because(err)
	case err != nil:
		return mongo.Fault(err)
	case result.MatchedCount+result.UpsertedCount == 0:
		return category.ErrConflict
	}
	s.outbox.Nudge()
	return nil
}
