package system_test

import (
	"testing"
	"time"

	"shop/views/system"
	"shop/views/ui"
	"shop/views/viewtest"
)

// long ago, so that no relative time changes the pages.
var then = time.Date(2025, 3, 14, 9, 26, 0, 0, time.UTC)

func event(id string) system.Event {
	return system.Event{
		ID: id, Name: "order.placed", Subject: "c2f1a0", DiedAt: then,
		Failures: []system.Failure{
			{Subscription: "orders.mails", Attempts: 20, Reason: "mail: dial tcp 192.0.2.7:587: connection refused"},
			{Subscription: "orders.live", Attempts: 1, Reason: "panic: oops"},
		},
	}
}

func mail(id string) system.Mail {
	return system.Mail{ID: id, To: "ada@example.com", Subject: "Your order 1001", WrittenAt: then, Attempts: 1, Reason: "550 no such mailbox"}
}

func reads() system.Reads {
	return system.Reads{Memory: "12,345", Redis: "678", Load: "90", Stale: "0", HitRate: "99.3 %"}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	program := []ui.Pair{{Name: "Version", Value: "v1.2.3"}, {Name: "Up for", Value: "3 hours"}}
	viewtest.Golden(t, "overview", system.Overview(system.OverviewView{
		Parts: []system.Part{
			{Name: "MongoDB", State: "up", Since: then, Facts: []ui.Pair{{Name: "Version", Value: "8.0.4"}}},
			{Name: "Redis", State: "partly", Since: then},
		},
		Program: program,
		Events:  system.FailedEvents{Events: []system.Event{event("e1"), event("e2")}, Total: 7},
		Mails:   system.FailedMails{Mails: []system.Mail{mail("m1")}, Total: 2},
		Caches:  []system.Cache{{Name: "product", Reads: reads()}},
	}))
	viewtest.Golden(t, "overview_quiet", system.Overview(system.OverviewView{
		Parts:   []system.Part{{Name: "MongoDB", State: "up", Since: then}, {Name: "Redis", State: "connecting"}},
		Program: program,
	}))
	viewtest.Golden(t, "overview_away", system.Overview(system.OverviewView{
		Parts:   []system.Part{{Name: "MongoDB", State: "away"}, {Name: "Redis", State: "away", Since: then}},
		Program: program, Events: system.FailedEvents{Unknown: true}, Mails: system.FailedMails{Unknown: true},
	}))
}

func TestEvents(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "events", system.Events(system.EventsView{
		Events: []system.Event{event("e1"), event("e/2")}, Total: 22, Page: 2, Pages: 2,
	}))
	viewtest.Golden(t, "events_one", system.Events(system.EventsView{Events: []system.Event{event("e1")}, Total: 1, Page: 1, Pages: 1}))
	viewtest.Golden(t, "events_none", system.Events(system.EventsView{Page: 1, Pages: 1}))
	viewtest.Golden(t, "events_discarded", system.Events(system.EventsView{
		Page: 1, Pages: 1, Discarded: []system.DiscardedEvent{{Event: event("e1"), At: then, By: "Mira"}}, DiscardedTotal: 3,
	}))
}

func TestKeySpace(t *testing.T) {
	t.Parallel()
	var families []system.Family
	for _, name := range []string{"product", "session", "ratelimit", "attempts", "generation", "lease"} {
		families = append(families, system.Family{
			Name: name, Type: "string", Tag: "an id", Holds: "a value", TTL: "30 minutes", MaxSize: "256 kB", Keys: "1,204", Size: "3.1 MB",
		})
	}
	cached := reads()
	families[0].Reads = &cached
	viewtest.Golden(t, "cache", system.KeySpace(system.CacheView{Families: families, Partial: true}))
	families[0].Keys, families[0].Size = "", ""
	viewtest.Golden(t, "cache_away", system.KeySpace(system.CacheView{Families: families[:1], Away: true}))
}

func TestFailed(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "failed", system.Failed(system.FailedPanel{Events: 3, Mails: 1}))
	viewtest.Golden(t, "failed_deliveries", system.Failed(system.FailedPanel{Deliveries: 2}))
	viewtest.Golden(t, "failed_mails", system.Failed(system.FailedPanel{Mails: 2}))
}

// What comes from a mail server or a panic is shown as text.
func TestPages_escape_what_they_show(t *testing.T) {
	t.Parallel()
	e, m := event("e1"), mail("m1")
	e.ID, e.Name, e.Subject = viewtest.Nasty, viewtest.Nasty, viewtest.Nasty
	e.Failures = []system.Failure{{Subscription: viewtest.Nasty, Reason: viewtest.Nasty}}
	m.ID, m.To, m.Subject, m.Reason = viewtest.Nasty, viewtest.Nasty, viewtest.Nasty, viewtest.Nasty
	viewtest.Check(t, viewtest.Render(t, system.Overview(system.OverviewView{
		Events: system.FailedEvents{Events: []system.Event{e}, Total: 1}, Mails: system.FailedMails{Mails: []system.Mail{m}, Total: 1},
	})))
	viewtest.Check(t, viewtest.Render(t, system.Events(system.EventsView{
		Events: []system.Event{e}, Total: 1, Page: 1, Pages: 1,
		Discarded: []system.DiscardedEvent{{Event: e, By: viewtest.Nasty}}, DiscardedTotal: 1,
	})))
}
