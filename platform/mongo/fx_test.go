package mongo_test

import (
	"testing"

	"go.uber.org/fx"

	"shop/platform/mongo"
)

func TestWanted_gathers_what_modules_give(t *testing.T) {
	t.Parallel()
	var got mongo.Wanted
	app := fx.New(fx.NopLogger,
		fx.Provide(
			mongo.AsIndexes(func() mongo.Indexes { return mongo.Indexes{Collection: "one"} }),
			mongo.AsIndexes(func() []mongo.Indexes { return []mongo.Indexes{{Collection: "two"}, {Collection: "three"}} }),
			mongo.AsMigrations(func() []mongo.Migration { return []mongo.Migration{{ID: "0001-a"}, {ID: "0002-b"}} }),
		),
		fx.Invoke(func(w mongo.Wanted) { got = w }),
	)
	if err := app.Err(); err != nil {
		t.Fatal(err)
	}
	if len(got.Indexes) != 3 || len(got.Migrations) != 2 {
		t.Errorf("got %d indexes and %d migrations, want 3 and 2", len(got.Indexes), len(got.Migrations))
	}
}
