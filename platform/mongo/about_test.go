package mongo_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	fresh, err := mongo.Describe(t.Context(), db)
	if err != nil || fresh.Version == "" || !fresh.SetUpAt.IsZero() || fresh.Migrations != 0 {
		t.Errorf("a fresh database is %+v, %v", fresh, err)
	}
	nothing := func(context.Context, *mongo.DB) error { return nil }
	migrations := []mongo.Migration{{ID: "0001-a", Up: nothing}, {ID: "0002-b", Up: nothing}}
	if err := mongo.Setup(t.Context(), db, nil, migrations); err != nil {
		t.Fatal(err)
	}
	about, err := mongo.Describe(t.Context(), db)
	if err != nil || about.Migrations != 2 || time.Since(about.SetUpAt).Abs() > time.Minute {
		t.Errorf("after Setup it is %+v, %v", about, err)
	}
}

func TestDescribe_says_that_the_database_is_away(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	db := mongotest.Connect(t, proxy.URL(), mongotest.NewName())
	proxy.Cut()
	if _, err := mongo.Describe(t.Context(), db); !errors.Is(err, mongo.ErrUnavailable) {
		t.Errorf("%v, want ErrUnavailable", err)
	}
}
