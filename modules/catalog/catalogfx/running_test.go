package catalogfx_test

import (
	"io"
	"log/slog"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogfx"
	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

// inTurn are the contract's parts, over one wiring.
type inTurn struct {
	fx.In
	Items    catalog.Items
	Stock    catalog.Stock
	Demo     catalog.Demo
	Transfer catalog.Transfer
	Wanted   mongo.Wanted
}

func TestModule_sells_what_it_seeds(t *testing.T) {
	t.Parallel()
	db, client := mongotest.New(t), redistest.New(t)
	var parts inTurn
	app := fxtest.New(t,
		catalogfx.Module, eventbus.Module, fx.NopLogger,
		fx.Supply(db, client, config.Config{Currency: "EUR", DataDir: t.TempDir(), BaseURL: "https://shop.example"}),
		fx.Provide(mongo.NewOutbox, func() *slog.Logger { return slog.New(slog.DiscardHandler) }),
		fx.Invoke(func(p inTurn) { parts = p }),
	)
	if err := mongo.Setup(t.Context(), db, parts.Wanted.Indexes, nil); err != nil {
		t.Fatal(err)
	}
	app.RequireStart()
	t.Cleanup(app.RequireStop)

	made, err := parts.Demo.SeedDemo(t.Context(), nil)
	if err != nil || made < 50 {
		t.Fatalf("%d products, %v", made, err)
	}
	n, err := parts.Transfer.Export(identity.System(t.Context(), "test"), io.Discard, nil)
	if err != nil || n != made {
		t.Errorf("%d exported, %v", n, err)
	}
	if items, err := parts.Items.Items(t.Context(), []catalog.SKU{"nothing"}); err != nil || len(items) != 0 {
		t.Errorf("items %v, %v", items, err)
	}
	if err := parts.Stock.Settle(t.Context(), catalog.Hold{Order: "o", SKU: "nothing", Quantity: 1}, catalog.Sold); err != nil {
		t.Error(err)
	}
}
