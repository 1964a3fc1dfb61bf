// Package catalog has the catalogue's pages: templ components and the flat
// structs they show. modules/catalog/internal/pages fills them; nothing else
// imports them, and they import no module.
//
// Its invariant: money and counts arrive as they are to be read.
package catalog
