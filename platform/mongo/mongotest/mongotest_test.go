package mongotest_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo/mongotest"
)

func TestNew_gives_each_test_a_database_of_its_own(t *testing.T) {
	t.Parallel()
	first, second := mongotest.New(t), mongotest.New(t)
	if _, err := first.Collection("things").InsertOne(t.Context(), bson.M{"_id": 1}); err != nil {
		t.Fatal(err)
	}
	n, err := second.Collection("things").CountDocuments(t.Context(), bson.M{})
	if err != nil || n != 0 {
		t.Errorf("the other database has %d documents (%v), want none", n, err)
	}
}

func TestNew_drops_the_database_afterwards(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("inner", func(t *testing.T) {
		db := mongotest.New(t)
		name = db.Name()
		if _, err := db.Collection("things").InsertOne(t.Context(), bson.M{"_id": 1}); err != nil {
			t.Fatal(err)
		}
	})
	again := mongotest.Connect(t, mongotest.URL(t), name)
	if n, err := again.Collection("things").CountDocuments(t.Context(), bson.M{}); err != nil || n != 0 {
		t.Errorf("%d documents are left (%v), want none", n, err)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		db := mongotest.New(b)
		if _, err := db.Collection("things").InsertOne(b.Context(), bson.M{"_id": 1}); err != nil {
			b.Fatal(err)
		}
	}
}
