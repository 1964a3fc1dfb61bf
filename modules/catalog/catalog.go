package catalog

import (
	"context"
	"io"
	"time"

	"shop/platform/fault"
	"shop/platform/money"
)

// ProductID names a product.
type ProductID string

// SKU names a variant: stock keeping unit, unique in the shop, at most 64
// characters.
type SKU string

// Option is one choice that makes a variant: {"Size", "Large"}.
type Option struct {
	Name  string `json:"name" bson:"name"`
	Value string `json:"value" bson:"value"`
}

// Item is what selling a variant needs to know, read from the record and never
// from a cache.
type Item struct {
	SKU         SKU
	ProductID   ProductID
	Slug        string
	ProductName string
	// Options are in the product's order; empty where a product has one variant.
	Options   []Option
	Price     money.Money
	CompareAt *money.Money
	// RegularPrice is what it costs when no sale runs; nil when none does.
	RegularPrice *money.Money
	// ImageURL is the picture that shows the variant, root-relative; ImageAlt
	// describes it.
	ImageURL, ImageAlt string
	// Active says whether it may be sold at all: published and not archived.
	Active bool
	// Tracked says whether stock is counted. Untracked variants always sell,
	// and Available is meaningless for them.
	Tracked   bool
	Available int
	// Backorder says that it sells on when none are left; Available is then
	// below zero by the units that are owed.
	Backorder bool
	// WeightGrams is for one unit.
	WeightGrams      int
	RequiresShipping bool
	Taxable          bool
	// CategoryIDs are those the product is in itself.
	CategoryIDs []string
	// TaxClass says at which rates it is taxed, empty for no class.
	TaxClass string
}

// Short reports whether there are fewer than quantity units to be had.
func (i Item) Short(quantity int) bool { return i.Tracked && !i.Backorder && i.Available < quantity }

// Items reads variants for carts and checkout.
type Items interface {
	// Items returns those of the variants that exist, by SKU; archived and
	// unpublished ones are among them, not Active. Unknown SKUs are missing
	// from the map.
	Items(ctx context.Context, skus []SKU) (map[SKU]Item, error)
}

// The errors of holding and settling stock.
var (
	// ErrSoldOut carries the details "sku" and "available" (units left).
	ErrSoldOut = fault.New(fault.Conflict, "sold-out", "There are not enough units left.")
	// ErrHoldExpired: the order's time to hold (Hold.By) has passed; give up.
	ErrHoldExpired = fault.New(fault.Conflict, "hold-expired", "The order took too long and was given up.")
	// ErrStockBusy: too many unsettled holds at once; try again shortly.
	ErrStockBusy = fault.New(fault.Unavailable, "stock-busy", "Very many people are buying this right now. Please try again in a moment.")
	// ErrNoSuchSKU: there is no such variant.
	ErrNoSuchSKU = fault.New(fault.NotFound, "no-such-sku", "There is no such item.")
)

// Hold asks for units of one SKU on behalf of an order.
type Hold struct {
	// Order is the order's id; one order holds a SKU at most once.
	Order    string
	SKU      SKU
	Quantity int
	// By is the server time after which the hold must no longer be made.
	By time.Time
	// Since is a moment that has passed by the server's clock, such as when the
	// order was stored. What may be forgotten once its time is over, is
	// forgotten by it; zero forgets nothing.
	Since time.Time
}

// Outcome is how a hold ends.
type Outcome string

// The outcomes: the units are sold, or go back to available.
const (
	Sold     Outcome = "sold"
	Released Outcome = "released"
)

// Restock is sold units of one SKU that come back.
type Restock struct {
	// ID names what they come back by; under one id a SKU's do once.
	ID       string
	SKU      SKU
	Quantity int
	// Order is the number of the order they were sold by, and Reason is why they
	// come back; both are for the ledger.
	Order, Reason string
}

// Stock moves units on behalf of orders. Every method may be repeated, by any
// process, and has its effect once. On a SKU that isn't tracked each succeeds
// and counts nothing.
type Stock interface {
	// Hold takes units out of what is available. nil means the hold stands,
	// also when an earlier try made it (and even if it was settled since).
	// Errors: [ErrSoldOut], [ErrHoldExpired], [ErrStockBusy], [ErrNoSuchSKU].
	Hold(ctx context.Context, h Hold) error
	// Settle ends a hold that was made like this. No hold, or one settled
	// before, is no error.
	Settle(ctx context.Context, h Hold, outcome Outcome) error
	// Restock gives sold units back, once.
	Restock(ctx context.Context, r Restock) error
}

// Transfer moves products in and out as Shopify's product CSV.
type Transfer interface {
	// Import reads products and returns what became of each; a faulty row is
	// reported and the rest goes on. It fails as a whole only when the file
	// can't be read as CSV at all, or the database is away.
	Import(ctx context.Context, src io.Reader, opts ImportOptions) (ImportReport, error)
	// Export writes all products and returns how many there were.
	Export(ctx context.Context, dst io.Writer, progress func(done, total int)) (int, error)
}

// ImportOptions say how to import.
type ImportOptions struct {
	// DryRun checks everything and stores nothing.
	DryRun bool
	// Stock sets the stock of existing variants to the file's quantities too;
	// without it only new variants get theirs.
	Stock bool
	// Progress is called as products are done; nil is fine.
	Progress func(done, total int)
}

// ImportReport tells what an import did.
type ImportReport struct {
	Rows, Created, Updated, Unchanged int
	// Problems are the rows that were left out and the pictures that could not
	// be fetched.
	Problems []RowProblem
}

// RowProblem is one thing wrong in the file.
type RowProblem struct {
	// Line is the line of the file where the row starts, from 1.
	Line int
	// Handle is the product's, as far as known.
	Handle string
	Reason string
	// Fatal rows were left out; others were imported with a blemish.
	Fatal bool
}

// Demo fills an empty shop with the project's own products.
type Demo interface {
	// SeedDemo creates the demo catalogue when there are no products, and
	// returns how many it made.
	SeedDemo(ctx context.Context, progress func(done, total int)) (int, error)
}
