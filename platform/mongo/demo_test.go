package mongo_test

import (
	"errors"
	"testing"

	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func TestMarkDemo(t *testing.T) {
	t.Parallel()
	t.Run("makes a new database a demo's for ever", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		if err := mongo.MarkDemo(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		if err := mongo.Setup(t.Context(), db, nil, nil); err != nil {
			t.Fatal(err)
		}
		if err := mongo.MarkDemo(t.Context(), db); err != nil {
			t.Errorf("the second time: %v", err)
		}
		if demo, err := mongo.IsDemo(t.Context(), db); !demo || err != nil {
			t.Errorf("IsDemo = %v, %v", demo, err)
		}
	})
	t.Run("refuses the database of a live shop", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		if err := mongo.Setup(t.Context(), db, nil, nil); err != nil {
			t.Fatal(err)
		}
		if err := mongo.MarkDemo(t.Context(), db); !errors.Is(err, mongo.ErrLive) {
			t.Errorf("MarkDemo says %v, want %v", err, mongo.ErrLive)
		}
		if demo, err := mongo.IsDemo(t.Context(), db); demo || err != nil {
			t.Errorf("IsDemo = %v, %v", demo, err)
		}
	})
}
