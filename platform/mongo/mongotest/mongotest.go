package mongotest

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/platform/host"
	"shop/platform/mongo"
	"shop/platform/mongo/engine"
)

// New returns a fresh database. All tests of a process share one engine, which
// starts with the first and ends with the process; the database is dropped
// when the test ends.
func New(t testing.TB) *mongo.DB {
	t.Helper()
	return Connect(t, URL(t), NewName())
}

// Connect returns the database called name at url, to be dropped when the test
// ends.
func Connect(t testing.TB, url, name string) *mongo.DB {
	t.Helper()
	db, err := mongo.Connect(t.Context(), url, name)
	if err != nil {
		t.Fatalf("mongotest: %v", err)
	}
	if err := db.Await(t.Context()); err != nil {
		t.Fatalf("mongotest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = db.Drop(ctx)
		_ = db.Close(ctx)
	})
	return db
}

// NewName returns a name that no other test's database has.
func NewName() string { return "t_" + strings.ToLower(rand.Text()) }

// URL returns where the process's engine is, which it starts when there is
// none.
func URL(t testing.TB) string {
	t.Helper()
	e, err := shared()
	if err != nil {
		t.Fatalf("mongotest: %v", err)
	}
	return e.URL()
}

// shared starts the engine that all tests of this process use. Nothing stops
// it: it ends with the process, and the next one sweeps its files away.
var shared = sync.OnceValues(func() (*engine.Engine, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if err := engine.Ensure(ctx, slog.New(slog.NewTextHandler(os.Stderr, nil))); err != nil {
		return nil, err
	}
	dir, err := host.NewTempDir(os.TempDir(), "shop-mongotest-")
	if err != nil {
		return nil, err
	}
	return engine.Start(ctx, dir.Path())
})
