// Package spreadsheet knows what spreadsheets do to the text of a CSV file:
// what begins like a formula is run by them.
//
// Whoever writes or reads such a file may import it. Its invariant: what was
// guarded is no formula, and unguarded it is what it was.
package spreadsheet
