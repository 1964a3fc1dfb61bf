// Package webhook tells other people's programs what happens in the shop.
//
// [Publisher] is a durable subscription: for each event it stores one
// [Delivery] per [Hook] that wants it. [Sender] takes deliveries under a lease
// on any instance and posts them, signed, trying again with growing pauses for
// three days. [Desk] is what staff do: add receivers, look at the log, send
// again. docs/webhooks.md is the receivers' side of it.
//
// Two invariants. An event is sent to a hook at least once, under one id, and
// by one instance at a time. And a hook's address, which anybody of the staff
// may type, never reaches into the shop's own network: see [Reach].
//
// Modules' pages, api and reactions packages may import it. It stores through
// [Hooks] and [Deliveries], which webhook/mongostore implements.
package webhook
