// Package events defines what an event is and how live messages look.
//
// An [Event] is a fact that other modules must hear of, stored in the outbox
// of the document it is about, in the same update (see docs/events.md). Each
// durable subscription handles it at least once and records its effect under
// the event's id, so that it takes effect once.
//
// A [Message] is a hint on a Redis channel that makes open pages fresh. It may
// be lost; nothing but freshness depends on it.
//
// Anyone but a module's contract may import it. Payload types are declared in
// the contract of the module that emits them.
package events
