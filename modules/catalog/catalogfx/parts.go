package catalogfx

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"go.uber.org/fx"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/demo"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/pages"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/rediscache"
	"shop/modules/catalog/internal/search"
	"shop/modules/catalog/internal/stock"
	"shop/modules/catalog/internal/transfer"
	"shop/platform/blob"
	"shop/platform/config"
	"shop/platform/egress"
	"shop/platform/money"
	"shop/platform/web"
)

// Writes drop what they made old from the caches.

func newProductStore(c *rediscache.Caches, records *mongostore.Products) product.Store {
	return rediscache.NewProducts(c, records)
}

func newCategoryStore(c *rediscache.Caches, records *mongostore.Categories) category.Store {
	return rediscache.NewCategories(c, records)
}

func newLedger(records *mongostore.Stock, f *rediscache.Follower) stock.Ledger {
	return rediscache.NewLedger(records, f)
}

func newFollower(c *rediscache.Caches, products *mongostore.Products, accounts *mongostore.Stock) *rediscache.Follower {
	return rediscache.NewFollower(c, products, product.NewFollower(products, accounts))
}

// Reads for shoppers come from the caches.

func newShelf(c *rediscache.Caches, records *mongostore.Finder) *product.Shelf {
	return product.NewShelf(rediscache.NewFinder(c, records))
}

func newTree(c *rediscache.Caches, records *mongostore.Categories) search.Categories {
	return rediscache.NewTree(c, records)
}

// newLists looks categories up in the record: a list that is cached must not
// have been made from a tree that was.
func newLists(c *rediscache.Caches, index *mongostore.Index, tree *mongostore.Categories, cfg config.Config) search.Lister {
	return rediscache.NewLister(c, search.NewService(index, tree, money.Digits(cfg.Currency)))
}

func newDirectory(c *rediscache.Caches, index *mongostore.Index) search.Directory {
	return rediscache.NewDirectory(c, index)
}

func newRepricer(products *product.Service, records *mongostore.Products, log *slog.Logger) *product.Repricer {
	return product.NewRepricer(products, records, log)
}

// reprice lets lists follow scheduled sales.
func reprice(lc fx.Lifecycle, repricer *product.Repricer) { whileRunning(lc, repricer.Run) }

// drop does what instances that have lost Redis leave to others.
func drop(lc fx.Lifecycle, caches *rediscache.Caches, log *slog.Logger) {
	whileRunning(lc, func(ctx context.Context) { caches.Run(ctx, log) })
}

// whileRunning runs the work as long as the program runs.
func whileRunning(lc fx.Lifecycle, work func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	lc.Append(fx.StartStopHook(
		func() { running.Go(func() { work(ctx) }) },
		func() {
			cancel()
			running.Wait()
		},
	))
}

func newProducts(store product.Store, lister product.Lister, counted *stock.Service, cfg config.Config) *product.Service {
	return product.NewService(store, lister, counted, cfg.Currency)
}

func newBlobs(lc fx.Lifecycle, cfg config.Config) (*blob.Store, error) {
	blobs, err := blob.Open(filepath.Join(cfg.DataDir, "media"))
	if err != nil {
		return nil, err
	}
	lc.Append(fx.StopHook(blobs.Close))
	return blobs, nil
}

func newTransfer(products *product.Service, categories *category.Service, counted *stock.Service, pictures *media.Service, cfg config.Config) *transfer.Service {
	fetcher := func() *media.Fetcher { return media.NewFetcher(egress.Public) }
	return transfer.NewService(products, categories, counted, pictures, fetcher, cfg.BaseURL)
}

func newDemo(products *product.Service, categories *category.Service, pictures *media.Service, cfg config.Config) *demo.Seeder {
	return demo.New(products, categories, pictures, cfg.Currency)
}

func newStorefront(
	shelf *product.Shelf, lists search.Lister, directory search.Directory, tree search.Categories, pictures *media.Service, cfg config.Config,
) *pages.Storefront {
	words := os.DirFS(filepath.Join(cfg.DataDir, "legal"))
	return pages.NewStorefront(shelf, lists, directory, tree, pictures, words, cfg.Currency, cfg.BaseURL)
}

func newAdmin(products *product.Service, categories *category.Service, counted *stock.Service, pictures *media.Service, cfg config.Config) *pages.Admin {
	return pages.NewAdmin(products, categories, counted, pictures, cfg.BaseURL)
}

// routesOf adds pages that serve another purpose too.
func routesOf[R web.Routes](r R) R { return r }

func fillerOf(s *pages.Storefront) *pages.Storefront { return s }
