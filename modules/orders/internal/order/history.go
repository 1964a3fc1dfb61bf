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
	By     Actor     `bson:"by" json:"by"`
	Note   string    `bson:"note,omitempty" json:"note,omitempty"`
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
