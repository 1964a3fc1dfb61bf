package stock

import (
	"context"
	"time"

	"shop/modules/catalog"
)

// HoldStore moves units on behalf of orders. Each method is part of one
// conditional update that tells its event in the same write; what is asked for
// one SKU at the same time may share it.
type HoldStore interface {
	// Hold makes h where the account is tracked, has the units and room for a
	// hold, knows none of this order, and the server's clock is before h.By. It
	// forgets settled ones whose By is before h.Since. made is false where any
	// of that is not so; [HoldStore.Look] tells which.
	Hold(ctx context.Context, h catalog.Hold) (made bool, err error)
	// Settle ends the open hold of h's order and quantity, and does nothing
	// where there is none.
	Settle(ctx context.Context, h catalog.Hold, outcome catalog.Outcome) error
	// Prune forgets settled holds whose By has passed by the server's clock.
	Prune(ctx context.Context, sku catalog.SKU) error
	// Look returns the account and the server's time at that moment.
	// Errors: [catalog.ErrNoSuchSKU].
	Look(ctx context.Context, sku catalog.SKU) (Account, time.Time, error)
}

// Ledger keeps accounts.
type Ledger interface {
	// Open makes the accounts that don't exist yet, as given, tells the ledger
	// what they begin with, and renews product, name, options, tracking and backorder of
	// those that do.
	Open(ctx context.Context, accounts []Account) error
	// Apply makes the change, and tells the ledger, where its id was not applied
	// before, the account is tracked, and it would leave nothing negative.
	Apply(ctx context.Context, c Change) (made bool, err error)
	// Levels returns those of the SKUs that have an account.
	Levels(ctx context.Context, skus []catalog.SKU) (Levels, error)
	// Brief returns of an account whose it is, its level, its threshold and
	// whether it is low, as [Ledger.Levels] reads several. Errors:
	// [catalog.ErrNoSuchSKU].
	Brief(ctx context.Context, sku catalog.SKU) (Account, error)
	// Low returns up to limit accounts at their threshold or below, lowest
	// first.
	Low(ctx context.Context, limit int) ([]Account, error)
	// SetThreshold changes when the stock is low. Errors:
	// [catalog.ErrNoSuchSKU].
	SetThreshold(ctx context.Context, sku catalog.SKU, units int) error
	// MarkLow notes that low stock was told (with its event), or that the
	// stock recovered, where that is still so.
	MarkLow(ctx context.Context, a Account, low bool) error
}

// Change is a movement of a SKU that is to be made.
type Change struct {
	Entry
	// Version, where it isn't 0, is the version the account must have.
	Version int64
}
