// Package transfer moves products in and out as Shopify's product CSV.
//
// Its invariants: importing a file again, or an export, changes nothing; a
// faulty row costs that row and no other; and no cell that is exported is a
// formula to a spreadsheet.
//
// Only catalogfx may import it.
package transfer
