package session_test

import (
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/mongostore"
	"shop/modules/auth/internal/password"
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

// instances returns managers of the same sessions, as two instances have them,
// and an account.
func instances(t *testing.T, lifetime session.Lifetime) (looks *counted, first, second *session.Manager, ann account.Account) {
	t.Helper()
	db := mongotest.New(t)
	if err := mongo.Setup(t.Context(), db, []mongo.Indexes{mongostore.AccountIndexes(), mongostore.SessionIndexes()}, nil); err != nil {
		t.Fatal(err)
	}
	client := redistest.New(t)
	accounts := mongostore.NewAccounts(db, mongo.NewOutbox())
	store := mongostore.NewSessions(db, accounts)
	looks = &counted{Store: store, Cache: rediscache.NewSessions(client)}
	hub := eventbus.NewHub(client)
	watch := session.NewWatch(store, hub, hub, slog.New(slog.DiscardHandler))
	if err := watch.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	hasher := password.NewHasher(password.Params{MemoryKiB: 64, Passes: 1, Lanes: 1}, 1)
	ann, err := account.NewRegistrar(accounts, hasher).Register(t.Context(), account.Application{
		Email: "ann@example.org", Password: "correct horse battery", Name: "Ann",
	})
	if err != nil {
		t.Fatal(err)
	}
	newManager := func() *session.Manager { return session.NewManager(looks, looks, watch, lifetime) }
	return looks, newManager(), newManager(), ann
}

// TestManager_Authenticate_made_up shows that tokens which the shop never gave
// out cost nobody a look-up, however well they are made.
func TestManager_Authenticate_made_up(t *testing.T) {
	t.Parallel()
	looks, first, second, ann := instances(t, session.Standard)
	grant, err := first.Begin(identity.With(t.Context(), identity.Caller{}), ann.ID, ann.Epoch)
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
		if i == 0 { // the same bytes, spelt with bits that count for nothing
			token = grant.Token[:len(grant.Token)-1] + otherSpelling(grant.Token[len(grant.Token)-1])
		}
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

// otherSpelling returns another last letter of a token for the same bytes: four
// of its six bits are left over.
func otherSpelling(last byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, last)^1])
}

// TestManager_Authenticate_ended shows that a token which was good once is
// looked up once when it is tried again and again.
func TestManager_Authenticate_ended(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lifetime session.Lifetime
		epoch    int64 // behind the account's
	}{
		"of an account that has changed": {session.Standard, 1},
		"by its idle time":               {session.Lifetime{Idle: time.Millisecond, Absolute: time.Hour}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			looks, first, _, ann := instances(t, c.lifetime)
			grant, err := first.Begin(identity.With(t.Context(), identity.Caller{}), ann.ID, ann.Epoch-c.epoch)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Millisecond)
			for range 10 {
				if _, err := first.Authenticate(t.Context(), grant.Token); !errors.Is(err, session.ErrSignedOut) {
					t.Errorf("Authenticate = %v, want ErrSignedOut", err)
				}
			}
			if s, c := looks.inStore.Load(), looks.inCache.Load(); s != 1 || c != 1 {
				t.Errorf("it was looked for %d times in the store and %d times in the cache, want once each", s, c)
			}
		})
	}
}
