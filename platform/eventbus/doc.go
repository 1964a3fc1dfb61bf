// Package eventbus carries events and live hints to whoever wants them.
//
// [Bus] is the worker: it takes events from the outboxes in MongoDB and gives
// each to the durable subscriptions that want it, at least once. [Hub] carries
// the hints that make open pages fresh, within this process and over Redis to
// the other instances.
//
// cmd/shop and the modules' wiring packages import it; modules themselves know
// platform/events only. One invariant: an event is struck off a subscription's
// list only after its handler succeeded, so that nothing depends on Redis or on
// any one process.
package eventbus
