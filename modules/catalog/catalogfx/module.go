// Package catalogfx wires the catalog module and nothing else. cmd/shop imports
// it.
package catalogfx

import (
	"go.uber.org/fx"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/api"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/pages"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/reactions"
	"shop/modules/catalog/internal/rediscache"
	"shop/modules/catalog/internal/stock"
	"shop/platform/eventbus"
	"shop/platform/mongo"
	"shop/platform/web"
	"shop/platform/webhook/webhookfx"
)

// Module provides [catalog.Items], [catalog.Categories], [catalog.Stock],
// [catalog.Transfer] and [catalog.Demo], and adds the module's routes, subscriptions and indexes. It
// needs a config.Config, a *mongo.DB, a *mongo.Outbox, a *redis.Client and an
// events.Publisher.
var Module = fx.Module("catalog",
	fx.Provide(
		fx.Annotate(newProducts, fx.As(fx.Self()), fx.As(new(catalog.Items))),
		fx.Annotate(stock.NewService, fx.As(fx.Self()), fx.As(new(catalog.Stock))),
		fx.Annotate(category.NewService, fx.As(fx.Self()), fx.As(new(catalog.Categories))),
		fx.Annotate(newTransfer, fx.As(new(catalog.Transfer))),
		fx.Annotate(newDemo, fx.As(new(catalog.Demo))),
		mongo.AsIndexes(mongostore.ProductIndexes),
		mongo.AsIndexes(mongostore.StockIndexes),
		mongo.AsIndexes(mongostore.MovementIndexes),
		mongo.AsIndexes(mongostore.CategoryIndexes),
		eventbus.AsSubscriptions((*reactions.Reactions).Subscriptions),
		webhookfx.AsTopics(reactions.Topics),
		web.AsRoutes(api.New),
		web.AsRoutes(api.NewMovements),
		web.AsRoutes(pages.NewStock),
		web.AsRoutes(routesOf[*pages.Storefront]),
		web.AsRoutes(routesOf[*pages.Admin]),
		web.AsFrameFiller(fillerOf),
		web.AsPanel((*pages.Admin).LowStock),
		web.AsPanel((*pages.Storefront).Popular),
	),
	fx.Provide(
		fx.Private,
		fx.Annotate(mongostore.NewProducts, fx.As(fx.Self()), fx.As(new(product.Lister)), fx.As(new(product.Counters)), fx.As(new(category.Products))),
		fx.Annotate(mongostore.NewStock, fx.As(fx.Self()), fx.As(new(stock.HoldStore))),
		fx.Annotate(mongostore.NewMovements, fx.As(new(stock.Book))), stock.NewMovements,
		mongostore.NewCategories, mongostore.NewFinder, mongostore.NewIndex,
		fx.Annotate(mongostore.NewDebts, fx.As(new(rediscache.Debts))),
		fx.Annotate(rediscache.New, fx.As(fx.Self()), fx.As(new(reactions.Caches))),
		fx.Annotate(newFollower, fx.As(fx.Self()), fx.As(new(reactions.Follower))),
		newProductStore, newCategoryStore, newLedger, newShelf, newLists, newDirectory, newTree,
		newBlobs, media.NewService,
		newStorefront, newAdmin, reactions.New, newRepricer,
	),
	fx.Invoke(reprice, drop),
)
