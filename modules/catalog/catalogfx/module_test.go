package catalogfx_test

import (
	"log/slog"
	"testing"

	"go.uber.org/fx"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogfx"
	"shop/platform/config"
	"shop/platform/eventbus"

	"shop/platform/mongo"
	"shop/platform/redis"
	"shop/platform/web"
)

func TestModule_has_all_its_parts(t *testing.T) {
	t.Parallel()
	err := fx.ValidateApp(
		catalogfx.Module, eventbus.Module, fx.NopLogger,
		fx.Provide(
			func() (*mongo.DB, *redis.Client, config.Config) { return nil, nil, config.Config{} },
			mongo.NewOutbox, func() web.Options { return web.Options{} }, func() *slog.Logger { return slog.New(slog.DiscardHandler) },
		),
		fx.Invoke(func(catalog.Items, catalog.Stock, catalog.Transfer, catalog.Demo) {}),
		fx.Invoke(fx.Annotate(func(routes []web.Routes, fillers []web.FrameFiller, panels []web.Panel) {},
			fx.ParamTags(`group:"web.routes"`, `group:"web.fillers"`, `group:"web.panels"`))),
	)
	if err != nil {
		t.Error(err)
	}
}
