package main

import (
	"time"

	"go.uber.org/fx"

	"shop/modules/auth/authfx"
	"shop/modules/catalog/catalogfx"
	"shop/modules/orders/ordersfx"
	"shop/modules/system/systemfx"
	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/mail/mailfx"
	"shop/platform/web"
	"shop/platform/webhook/webhookfx"
)

// Options returns the whole program for a configuration that has all its URLs:
// the only list of modules there is.
func Options(cfg config.Config) fx.Option {
	return fx.Options(
		records(cfg),
		beginnings,
		serving,
		announcement,
	)
}

// records are the modules without a server: what commands such as import need.
// What comes first starts first and stops last. The logger and the console are
// the program's (see program.io).
func records(cfg config.Config) fx.Option {
	return fx.Options(
		fx.NopLogger, // its failures come back as errors
		fx.StartTimeout(startTimeout),
		fx.StopTimeout(stopTimeout),
		fx.Supply(cfg),
		storage,
		eventbus.Module,
		mailfx.Module,
		webhookfx.Module,
		authfx.Module,
		catalogfx.Module,
		ordersfx.Module,
	)
}

const (
	// startTimeout leaves room for migrations and index builds.
	startTimeout = time.Hour
	// stopTimeout is for requests under way.
	stopTimeout = 25 * time.Second
)

// serving is the shop's face to the world.
var serving = fx.Options(
	fx.Provide(
		newWebOptions,
		newShell,
		newErrorPage,
		web.AsRoutes(newStaticRoutes),
		web.AsCheck(mongoCheck),
		web.AsCheck(redisCheck),
		web.AsFrameFiller(newShopFrame),
	),
	systemfx.Module,
	web.Module,
	operations,
)

func newWebOptions(cfg config.Config) web.Options {
	return web.Options{
		Addr:           cfg.Addr,
		BaseURL:        cfg.BaseURL,
		TrustedProxies: cfg.TrustedProxies,
		RateAPI:        cfg.RateAPI,
		Version:        version(),
		DrainDelay:     500 * time.Millisecond,
	}
}
