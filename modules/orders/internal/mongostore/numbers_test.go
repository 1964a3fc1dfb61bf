package mongostore_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/orders"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
)

// Of thousands of orders that are placed at once, out of so few numbers that
// many draws meet one that is taken, no two have the same.
func TestOrders_NumbersAreUnique(t *testing.T) {
	t.Parallel()
	const wanted, workers = 2000, 16
	s := orderstest.New(t)
	draw := func() string { return fmt.Sprintf("%012b", rand.N(4096)) }
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < wanted; i += workers {
				o := order.Order{ID: orders.OrderID(fmt.Sprint(i)), CartID: fmt.Sprint(i)}
				if _, err := order.InsertNumbered(t.Context(), s.Stores.Orders, o, draw, 0, 0); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	var numbers []string
	if err := s.DB.Collection("orders").Distinct(t.Context(), "number", bson.D{}).Decode(&numbers); err != nil {
		t.Fatal(err)
	}
	if stored := s.CountOrders(t); stored != wanted || len(numbers) != wanted {
		t.Errorf("%d orders have %d numbers, want %d of each", stored, len(numbers), wanted)
	}
}
