// Package logging makes the program's logger: one line per record, text for a
// terminal and JSON for machines.
//
// A [Buffer] gathers lines for a tenth of a second, errors excepted, and
// [LogRequest] is the cheap way to log the one line that each request has.
//
// Its invariant: a record logged with a request's context carries that
// request's id. Anyone in platform and cmd/shop may import it; domain code
// returns errors instead of logging.
package logging
