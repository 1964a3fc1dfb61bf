package mongostore_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/stock"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// BenchmarkStock_HoldAndSettle sells one SKU to many orders at once, as on the
// day it is on sale.
func BenchmarkStock_HoldAndSettle(b *testing.B) {
	db := mongotest.New(b)
	if err := mongo.Setup(b.Context(), db, []mongo.Indexes{mongostore.StockIndexes()}, nil); err != nil {
		b.Fatal(err)
	}
	store := mongostore.NewStock(db, mongo.NewOutbox())
	counted := stock.NewService(store, store)
	if err := counted.Open(b.Context(), []stock.Account{{SKU: "hot", Tracked: true, Available: 1_000_000}}); err != nil {
		b.Fatal(err)
	}
	var order atomic.Int64
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := fmt.Sprint("order", order.Add(1))
			h := catalog.Hold{Order: id, SKU: "hot", Quantity: 1, By: time.Now().Add(2 * time.Second), Since: time.Now().Add(-time.Second)}
			for counted.Hold(b.Context(), h) != nil {
				// All holds are taken: orders wait until some are pruned.
				time.Sleep(10 * time.Millisecond)
				h.By = time.Now().Add(2 * time.Second)
			}
			if err := counted.Settle(b.Context(), h, catalog.Sold); err != nil {
				b.Error(err)
			}
		}
	})
}
