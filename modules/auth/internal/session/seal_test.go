package session_test

import (
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"

	"shop/modules/auth/internal/mongostore"
	"shop/modules/auth/internal/rediscache"
	"shop/modules/auth/internal/session"
	"shop/platform/eventbus"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

// counted counts how often sessions are looked for.
type counted struct {
	session.Store
	session.Cache
	inStore, inCache atomic.Int64
}

func (c *counted) Find(ctx context.Context, hash string) (session.Entry, error) {
	c.inStore.Add(1)
	return c.Store.Find(ctx, hash)
}

func (c *counted) Get(ctx context.Context, hash string) (session.Entry, bool) {
	c.inCache.Add(1)
	return c.Cache.Get(ctx, hash)
}

// instances returns managers of the same sessions, as two instances have them.
func instances(t *testing.T) (looks *counted, first, second *session.Manager) {
	t.Helper()
	db := mongotest.New(t)
	if err := mongo.Setup(t.Context(), db, []mongo.Indexes{mongostore.AccountIndexes(), mongostore.SessionIndexes()}, nil); err != nil {
		t.Fatal(err)
	}
	client := redistest.New(t)
	store := mongostore.NewSessions(db, mongostore.NewAccounts(db, mongo.NewOutbox()))
	looks = &counted{Store: store, Cache: rediscache.NewSessions(client)}
	hub := eventbus.NewHub(client)
	watch := session.NewWatch(store, hub, hub, slog.New(slog.DiscardHandler))
	if err := watch.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	newManager := func() *session.Manager { return session.NewManager(looks, looks, watch, session.Standard) }
	return looks, newManager(), newManager()
}

// TestManager_Authenticate_made_up shows that tokens which the shop never gave
// out cost nobody a look-up, however well they are made.
func TestManager_Authenticate_made_up(t *testing.T) {
	t.Parallel()
	looks, first, second := instances(t)
	grant, err := first.Begin(identity.With(t.Context(), identity.Caller{}), "ann", 1)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(grant.Token)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		changed := append([]byte(nil), raw...)
		changed[i] ^= 1
		token := base64.RawURLEncoding.EncodeToString(changed)
		for _, m := range []*session.Manager{first, second} {
			if _, err := m.Authenticate(t.Context(), token); !errors.Is(err, session.ErrSignedOut) {
				t.Errorf("with byte %d changed: %v, want ErrSignedOut", i, err)
			}
		}
	}
	if s, c := looks.inStore.Load(), looks.inCache.Load(); s+c != 0 {
		t.Errorf("%d made-up tokens were looked for %d times in the store and %d times in the cache", 2*len(raw), s, c)
	}
}

// TestManager_Authenticate_ended shows that a token which was good once is
// looked up once when it is tried again and again.
func TestManager_Authenticate_ended(t *testing.T) {
	t.Parallel()
	looks, first, _ := instances(t)
	grant, err := first.Begin(identity.With(t.Context(), identity.Caller{}), "nobody", 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if _, err := first.Authenticate(t.Context(), grant.Token); !errors.Is(err, session.ErrSignedOut) {
			t.Errorf("the session of an account that isn't there: %v, want ErrSignedOut", err)
		}
	}
	if s, c := looks.inStore.Load(), looks.inCache.Load(); s != 1 || c != 1 {
		t.Errorf("it was looked for %d times in the store and %d times in the cache, want once each", s, c)
	}
}
