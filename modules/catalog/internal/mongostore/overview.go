package mongostore

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/catalog/internal/product"
	"shop/platform/mongo"
)

// Overview implements [product.Lister]. The stock is joined to the rows of the
// page only, unless the rows are chosen or sorted by it.
func (s *Products) Overview(ctx context.Context, q product.OverviewQuery) ([]product.Row, int, error) {
	rows := bson.A{
		bson.D{field("$sort", overviewOrder(q.Sort))},
		bson.D{field("$skip", (q.Page-1)*q.Limit)},
		bson.D{field("$limit", q.Limit)},
	}
	pipeline := bson.A{bson.D{field("$match", overviewFilter(q))}, bson.D{field("$unset", bson.A{"outbox", "sales", "text"})}}
	if q.Stock != "" || strings.HasSuffix(q.Sort, "stock") {
		pipeline = append(append(pipeline, joinStock...), bson.D{field("$match", stockFilter(q.Stock))})
	} else {
		rows = append(rows, joinStock...)
	}
	pipeline = append(pipeline, bson.D{field("$facet", bson.D{
		field("rows", rows),
		field("total", bson.A{bson.D{field("$count", "count")}}),
	})})
	cursor, err := s.products.Aggregate(ctx, pipeline)
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	var found []struct {
		Rows  []product.Row `bson:"rows"`
		Total []struct {
			Count int `bson:"count"`
		} `bson:"total"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, 0, mongo.Fault(err)
	}
	total := 0
	for _, t := range found[0].Total {
		total = t.Count
	}
	return found[0].Rows, total, nil
}

func overviewFilter(q product.OverviewQuery) bson.D {
	filter := bson.D{field("status", bson.D{field("$ne", product.Archived)})}
	if q.Status != "" {
		filter = bson.D{field("status", q.Status)}
	}
	if q.CategoryID != "" {
		filter = append(filter, field("categoryIds", q.CategoryID))
	}
	if q.Text != "" {
		contains := mongo.Containing(q.Text)
		filter = append(filter, field("$or", bson.A{
			bson.D{field("name", contains)}, bson.D{field("vendor", contains)}, bson.D{field("variants.sku", contains)},
		}))
	}
	return filter
}

func stockFilter(stock string) bson.D {
	switch stock {
	case "low":
		return bson.D{field("low", true)}
	case "out":
		return bson.D{field("tracked", true), field("stock", bson.D{field("$lte", 0)})}
	}
	return bson.D{}
}

func overviewOrder(sort string) bson.D {
	path := map[string]string{"name": "nameFolded", "price": "priceFrom", "stock": "stock", "updated": "updatedAt"}
	name, descending := strings.CutPrefix(sort, "-")
	direction := 1
	if descending || sort == "" {
		direction = -1
	}
	if name == "" {
		name = "updated"
	}
	return bson.D{field(path[name], direction), field("_id", 1)}
}

// joinStock adds what the accounts of a product's variants say.
var joinStock = bson.A{
	bson.D{field("$lookup", bson.D{
		field("from", "stock"), field("localField", "variants.sku"), field("foreignField", "_id"), field("as", "accounts"),
		field("pipeline", bson.A{
			bson.D{field("$match", bson.D{field("tracked", true)})},
			bson.D{field("$project", bson.D{field("available", 1), field("threshold", 1)})},
		}),
	})},
	bson.D{field("$set", bson.D{
		field("tracked", bson.D{field("$gt", bson.A{bson.D{field("$size", "$accounts")}, 0})}),
		field("stock", bson.D{field("$sum", "$accounts.available")}),
		field("low", bson.D{field("$anyElementTrue", bson.D{field("$map", bson.D{
			field("input", "$accounts"), field("as", "a"),
			field("in", bson.D{field("$lte", bson.A{"$$a.available", "$$a.threshold"})}),
		})})}),
	})},
	bson.D{field("$unset", "accounts")},
}

// Count implements [product.Lister].
func (s *Products) Count(ctx context.Context) (int, error) {
	n, err := s.products.CountDocuments(ctx, bson.D{})
	return int(n), mongo.Fault(err)
}

// All implements [product.Lister].
func (s *Products) All(ctx context.Context) iter.Seq2[product.Product, error] {
	return func(yield func(product.Product, error) bool) {
		cursor, err := s.products.Find(ctx, bson.D{}, options.Find().
			SetProjection(unread).SetSort(bson.D{field("createdAt", 1), field("_id", 1)}).SetAllowDiskUse(true))
		if err != nil {
			yield(product.Product{}, mongo.Fault(err))
			return
		}
		defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
		for cursor.Next(ctx) {
			var p product.Product
			if err := cursor.Decode(&p); err != nil {
				yield(p, fmt.Errorf("decode product: %w", err))
				return
			}
			if !yield(p, nil) {
				return
			}
		}
		if err := cursor.Err(); err != nil {
			yield(product.Product{}, mongo.Fault(err))
		}
	}
}

// PerCategory implements [product.Lister].
func (s *Products) PerCategory(ctx context.Context) (map[string]int, error) {
	cursor, err := s.products.Aggregate(ctx, bson.A{
		bson.D{field("$match", bson.D{field("status", bson.D{field("$ne", product.Archived)})})},
		bson.D{field("$unwind", "$categoryIds")},
		bson.D{field("$sortByCount", "$categoryIds")},
	})
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var found []struct {
		ID    string `bson:"_id"`
		Count int    `bson:"count"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, mongo.Fault(err)
	}
	counts := make(map[string]int, len(found))
	for _, f := range found {
		counts[f.ID] = f.Count
	}
	return counts, nil
}
