package orders

import "context"

// Audit checks the promises of checkout in the records of the shop and of the
// test payment provider, and in nothing that the shop says.
type Audit interface {
	// Report reads everything. The shop must be quiet: no request under way.
	// What the sweeper still has to finish counts as a violation; an invoice
	// whose event waits to be handled doesn't.
	Report(ctx context.Context) (AuditReport, error)
}

// AuditReport is what the records say.
type AuditReport struct {
	// Stock has one equation for each SKU, sorted.
	Stock []StockEquation
	// Placed are the numbers of the orders that were ever paid or confirmed.
	Placed []string
	// Captures are the payments that the provider took money for.
	Captures int
	// Violations says in words which promises are broken.
	Violations []string
}

// StockEquation is the ledger of one SKU: what is available, held and sold must
// be what was received less what was written off.
type StockEquation struct {
	SKU                                         string
	Available, Held, Sold, Received, WrittenOff int
}
