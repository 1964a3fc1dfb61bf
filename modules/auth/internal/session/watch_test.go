package session_test

import (
	"errors"
	"testing"
	"time"

	"shop/modules/auth/authtest"
	"shop/modules/auth/internal/session"
	"shop/platform/eventbus"
	"shop/platform/fault"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

func TestWatch_vouches_for_nothing_it_can_not_follow(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	db := mongotest.Connect(t, proxy.URL(), mongotest.NewName())
	m := authtest.New(t, db)
	ann := m.Shopper(t)
	proxy.Cut()
	cut := time.Now()
	if err := open(t, m, ann.Token); err != nil {
		t.Errorf("just after MongoDB went away: %v, want signed in", err)
	}
	redistest.WaitFor(t, "the copy to be doubted", func() bool {
		return fault.KindOf(open(t, m, ann.Token)) == fault.Unavailable
	})
	if after := time.Since(cut); after < 3*time.Second {
		t.Errorf("the copy was doubted after %v, want some patience", after)
	}
	proxy.Restore(t)
	redistest.WaitFor(t, "the session to be served again", func() bool { return open(t, m, ann.Token) == nil })
	if err := manager(m).Revoke(ann.As(t.Context()), ann.Caller.Session); err != nil {
		t.Fatalf("Revoke: %v", err)
	}
	if err := open(t, m, ann.Token); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("revoked after the outage: %v, want ErrSignedOut", err)
	}
}

func TestWatch_is_not_impressed_by_rubbish_on_its_channel(t *testing.T) {
	t.Parallel()
	client := redistest.New(t)
	hub := eventbus.NewHub(client)
	m := authtest.Start(t, mongotest.New(t), authtest.Options{Redis: client, Hub: hub})
	ann, bob := m.Shopper(t), m.Shopper(t)
	for _, rubbish := range []any{"x", 1, []int{1}, nil, map[string]any{"revoked": "all"}, map[string]any{"accounts": []string{"x"}}} {
		if err := hub.Publish(t.Context(), session.Channel, rubbish); err != nil {
			t.Fatalf("Publish: %v", err)
		}
	}
	// A hint that says something is heard after them.
	if err := hub.Publish(t.Context(), session.Channel, map[string]any{"revoked": []string{bob.Caller.Session}}); err != nil {
		t.Fatalf("Publish: %v", err)
	}
	redistest.WaitFor(t, "the hint", func() bool { return open(t, m, bob.Token) != nil })
	if err := open(t, m, ann.Token); err != nil {
		t.Errorf("after the rubbish: %v, want signed in", err)
	}
}

func TestManager_reads_again_what_was_copied_long_ago(t *testing.T) {
	t.Parallel()
	// Longer than session.Trust can't be waited for: the copy is made to look
	// as old, as one from a restored snapshot does.
	server, db := redistest.Server(t), mongotest.New(t)
	ann := authtest.Start(t, db, authtest.Options{Redis: server.Client(t)}).Shopper(t)
	copies := newCopies(t, server)
	// name returns what an instance that has nothing in memory calls Ann.
	name := func() string {
		m := authtest.Start(t, db, authtest.Options{Redis: server.Client(t)})
		caller, err := m.Sessions.Authenticate(t.Context(), ann.Token)
		if err != nil {
			t.Fatal(err)
		}
		return caller.Name
	}
	for when, readAt := range map[string]time.Time{
		"old":             time.Now().Add(-session.Trust - time.Second),
		"from the future": time.Now().Add(session.Trust + time.Minute),
	} {
		forged := copies.entry(t, ann.Token)
		forged.Name, forged.ReadAt = "Forged", readAt
		copies.put(t, forged)
		if got := name(); got != ann.Name {
			t.Errorf("%s: the copy was believed: %q", when, got)
		}
	}
	forged := copies.entry(t, ann.Token)
	forged.Name, forged.ReadAt = "Believed", time.Now()
	copies.put(t, forged)
	if got := name(); got != "Believed" {
		t.Errorf("a fresh copy was not used, but %q: this test shows nothing", got)
	}
}
