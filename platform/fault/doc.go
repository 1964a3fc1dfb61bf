// Package fault is the shop's vocabulary of failure: a small set of kinds that
// every layer understands, each with a sentence for the person who caused it
// and a cause for the log.
//
// Domain code creates or wraps faults, platform/web maps a kind to an HTTP
// status, logs the cause once and shows only [Error.Message] and
// [Error.Fields] to the caller. An error that is no fault is [Internal]: its
// text never reaches a user.
//
// Anyone may import it; it imports the standard library only.
package fault
