// Package logging makes the program's logger: one line per record, text for a
// terminal and JSON for machines.
//
// Its invariant: a record logged with a request's context carries that
// request's id. Anyone in platform and cmd/shop may import it; domain code
// returns errors instead of logging.
package logging
