package order

import (
	"context"
	"time"

	"shop/platform/identity"
)

// Entry is one thing that happened to an order.
type Entry struct {
	// At is by the clock of the instance that did it; nothing is decided by it.
	At     time.Time `bson:"at" json:"at"`
	Action Action    `bson:"action" json:"action"`
	// Subject is the id of the fulfilment, or the ordinal of the refund, that it is about; empty for the
	// order as a whole.
	Subject string `bson:"subject,omitempty" json:"subject,omitempty"`
	By      Actor  `bson:"by" json:"by"`
	// Public says that the shopper may read the note.
	Public bool   `bson:"public,omitempty" json:"public,omitempty"`
	Note   string `bson:"note,omitempty" json:"note,omitempty"`
}

// Write puts a note into the history, which the shopper reads if it is public.
func (o *Order) Write(note string, public bool, by Actor) error {
	return o.do(Entry{Action: AddNote, By: by, Note: note, Public: public})
}

// Actor is who did something.
type Actor struct {
	// Kind is "shopper", "staff" or "shop" (the program itself).
	Kind string `bson:"kind" json:"kind"`
	// Account is the account's id; empty for guests and the shop.
	Account string `bson:"account,omitempty" json:"account,omitempty"`
	Name    string `bson:"name,omitempty" json:"name,omitempty"`
}

// Shop is the actor of what nobody asked for in person.
var Shop = Actor{Kind: "shop"}

// ActorOf returns the context's caller as an actor.
func ActorOf(ctx context.Context) Actor {
	c := identity.From(ctx)
	kind := "shopper"
	if c.IsStaff() {
		kind = "staff"
	}
	return Actor{Kind: kind, Account: c.Account, Name: c.Name}
}
