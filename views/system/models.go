package system

import (
	"time"

	"shop/views/ui"
)

// OverviewView is GET /admin/system.
type OverviewView struct {
	Parts   []Part
	Program []ui.Pair
	Events  FailedEvents
	Mails   FailedMails
	// Caches are those that were read.
	Caches []Cache
}

// Part is something that the program stands on.
type Part struct {
	Name string
	// State is "up", "partly", "away" or "connecting".
	State string
	// Since is zero where the state just changed.
	Since time.Time
	Facts []ui.Pair
}

// FailedEvents are those that failed last.
type FailedEvents struct {
	// Unknown says that they can't be read now.
	Unknown bool
	Events  []Event
	// Total counts all.
	Total int
}

// Event is an event that was given up.
type Event struct {
	ID, Name, Subject string
	// Failures are those of the subscriptions that did not handle it.
	Failures []Failure
	DiedAt   time.Time
}

// Failure says that a subscription did not handle an event.
type Failure struct {
	Subscription string
	Attempts     int
	Reason       string
}

// DiscardedEvent is an event that nobody will handle.
type DiscardedEvent struct {
	Event
	At time.Time
	By string
}

// FailedMails are those that failed last.
type FailedMails struct {
	// Unknown says that they can't be read now.
	Unknown bool
	Mails   []Mail
	// Total counts all.
	Total int
}

// Mail is a mail that was given up.
type Mail struct {
	ID, To, Subject string
	WrittenAt       time.Time
	Attempts        int
	Reason          string
}

// EventsView is the list at GET /admin/system/events.
type EventsView struct {
	Events []Event
	// Total counts all; Pages is at least 1.
	Total, Page, Pages int
	// Discarded are those that were discarded last, DiscardedTotal counts all.
	Discarded      []DiscardedEvent
	DiscardedTotal int
}

// CacheView is GET /admin/system/cache.
type CacheView struct {
	Families []Family
	// Away says that Redis can't be asked, Partial that there was no time to
	// count all keys.
	Away, Partial bool
}

// Family is a kind of key. Numbers are as they are to be read.
type Family struct {
	Name, Type, Tag, Holds string
	TTL, MaxSize           string
	// Keys and Size are empty where they aren't known.
	Keys, Size string
	// Reads is nil where it was not read as a cache.
	Reads *Reads
}

// Cache is a family that was read.
type Cache struct {
	Name string
	Reads
}

// Reads is where a cache's values came from.
type Reads struct {
	Memory, Redis, Load, Stale string
	// HitRate is a percentage.
	HitRate string
}

// FailedPanel is the dashboard's panel of what failed.
type FailedPanel struct{ Events, Mails, Deliveries int }
