package ordersfx_test

import (
	"log/slog"
	"testing"

	"go.uber.org/fx"

	"shop/modules/auth"
	"shop/modules/catalog"
	"shop/modules/orders/ordersfx"
	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/mail"
	"shop/platform/mongo"
	"shop/platform/redis"
	"shop/platform/web"
)

// What the module needs is what its comment says, and every constructor is of
// use to somebody.
func TestModule_has_all_its_parts(t *testing.T) {
	t.Parallel()
	err := fx.ValidateApp(
		ordersfx.Module, eventbus.Module, fx.NopLogger,
		fx.Provide(
			func() (*mongo.DB, *redis.Client, *mail.Mailer, config.Config) { return nil, nil, nil, config.Config{} },
			func() (catalog.Items, catalog.Categories, catalog.Stock, auth.AddressBook) { return nil, nil, nil, nil },
			func() *slog.Logger { return slog.New(slog.DiscardHandler) },
			mongo.NewOutbox, web.NewPanels,
		),
		fx.Invoke(fx.Annotate(func([]web.Routes, []web.FrameFiller, []web.Panel, []mongo.Indexes, []auth.SignInHook) {},
			fx.ParamTags(`group:"web.routes"`, `group:"web.fillers"`, `group:"web.panels"`, `group:"mongo.indexes"`, auth.SignInHookGroup))),
	)
	if err != nil {
		t.Error(err)
	}
}
