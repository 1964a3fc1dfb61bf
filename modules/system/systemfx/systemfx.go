// Package systemfx wires the system module and nothing else. cmd/shop imports
// it.
package systemfx

import (
	"time"

	"go.uber.org/fx"

	"shop/modules/system/internal/api"
	"shop/modules/system/internal/deadletter"
	"shop/modules/system/internal/health"
	"shop/modules/system/internal/keyspace"
	"shop/modules/system/internal/letters"
	"shop/modules/system/internal/mongostore"
	"shop/modules/system/internal/pages"
	"shop/modules/system/internal/rediscache"
	"shop/platform/web"
)

// Module adds the module's routes and its panel on the dashboard. It needs a
// *mongo.DB, a *mongo.Outbox, a *redis.Client, a *mail.Mailer, a *webhook.Desk,
// web.Options and a *slog.Logger.
var Module = fx.Module("system",
	fx.Provide(
		web.AsRoutes(api.New),
		web.AsRoutes(api.NewWebhooks),
		web.AsRoutes(pages.NewWebhooks),
		web.AsRoutes(func(p *pages.Pages) *pages.Pages { return p }),
		web.AsPanel((*pages.Pages).Failed),
	),
	fx.Provide(
		fx.Private,
		fx.Annotate(mongostore.NewEvents, fx.As(new(deadletter.Events))),
		fx.Annotate(letters.New, fx.As(new(deadletter.Mails))),
		fx.Annotate(rediscache.NewKeys, fx.As(new(keyspace.Keys))),
		mongostore.NewServer, rediscache.NewServer,
		deadletter.NewService, keyspace.NewService, newHealth,
		pages.New,
	),
)

func newHealth(o web.Options, records *mongostore.Server, cache *rediscache.Server) *health.Service {
	return health.NewService(health.Program{Version: o.Version, StartedAt: time.Now()}, records, cache)
}
