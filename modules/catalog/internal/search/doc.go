// Package search finds products: what a shopper may ask for, in one canonical
// form, and what comes back.
//
// Its invariant: two queries that mean the same have the same key, and there
// is no page so deep that finding it costs more than a bounded amount of work.
//
// Only the catalog module's own packages may import it.
package search
