package session_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"shop/modules/auth/authtest"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/eventbus"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

// manager is the session part of the module.
func manager(m *authtest.Module) *session.Manager { return m.Sessions.(*session.Manager) }

func open(t *testing.T, m *authtest.Module, token string) error {
	t.Helper()
	_, err := m.Sessions.Authenticate(t.Context(), token)
	return err
}

func TestManager_Authenticate(t *testing.T) {
	t.Parallel()
	m := authtest.New(t, mongotest.New(t))
	ann := m.Shopper(t)
	t.Run("tells_who_holds_the_token", func(t *testing.T) {
		got, err := m.Sessions.Authenticate(t.Context(), ann.Token)
		if err != nil || got.Account != string(ann.ID) || got.Email != ann.Email || got.Name != ann.Name ||
			got.Role != identity.Shopper || got.Session == "" {
			t.Errorf("Authenticate = %+v, %v", got, err)
		}
	})
	t.Run("refuses_anything_else", func(t *testing.T) {
		for _, token := range []string{"", "x", session.NewToken(), ann.Token + "x", ann.Token[1:], ann.Caller.Session, session.HashToken(ann.Token)} {
			if err := open(t, m, token); !errors.Is(err, session.ErrSignedOut) {
				t.Errorf("Authenticate(%q) = %v, want ErrSignedOut", token, err)
			}
		}
	})
}

func TestManager_expiry(t *testing.T) {
	t.Parallel()
	t.Run("ends_a_session_that_is_not_used", func(t *testing.T) {
		t.Parallel()
		m := authtest.Start(t, mongotest.New(t), authtest.Options{Lifetime: session.Lifetime{Idle: 400 * time.Millisecond, Absolute: time.Hour}})
		ann := m.Shopper(t)
		for range 6 { // used for longer than the idle time, it goes on
			time.Sleep(100 * time.Millisecond)
			if err := open(t, m, ann.Token); err != nil {
				t.Fatalf("a session in use ended: %v", err)
			}
		}
		time.Sleep(500 * time.Millisecond)
		if err := open(t, m, ann.Token); !errors.Is(err, session.ErrSignedOut) {
			t.Errorf("Authenticate after the idle time = %v, want ErrSignedOut", err)
		}
	})
	t.Run("ends_any_session_at_last", func(t *testing.T) {
		t.Parallel()
		m := authtest.Start(t, mongotest.New(t), authtest.Options{Lifetime: session.Lifetime{Idle: time.Hour, Absolute: 300 * time.Millisecond}})
		ann := m.Shopper(t)
		time.Sleep(400 * time.Millisecond)
		if err := open(t, m, ann.Token); !errors.Is(err, session.ErrSignedOut) {
			t.Errorf("Authenticate after the absolute time = %v, want ErrSignedOut", err)
		}
	})
}

func TestManager_Revoke_holds_everywhere(t *testing.T) {
	t.Parallel()
	for name, deaf := range map[string]bool{"at_once_by_a_hint": false, "within_a_second_without_hints": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Each instance has copies of its own: nothing but the hint and the
			// poll can tell the other.
			db, redis := mongotest.New(t), redistest.Server(t)
			instance := func() *authtest.Module {
				o := authtest.Options{Deaf: deaf}
				if !deaf {
					o.Hub = eventbus.NewHub(redis.Client(t))
				}
				return authtest.Start(t, db, o)
			}
			here, there := instance(), instance()
			limit := 300 * time.Millisecond
			if deaf {
				limit = 1500 * time.Millisecond // a second, and the poll itself
			}
			ann := here.Shopper(t)
			for range 5 { // a poll may come right after one revocation, not after each
				again := here.SignIn(t, ann)
				if err := open(t, there, again.Token); err != nil {
					t.Fatalf("before: %v", err)
				}
				if err := manager(here).Revoke(again.As(t.Context()), again.Caller.Session); err != nil {
					t.Fatalf("Revoke: %v", err)
				}
				if err := open(t, here, again.Token); !errors.Is(err, session.ErrSignedOut) {
					t.Errorf("on the same instance: %v, want ErrSignedOut at once", err)
				}
				for revoked := time.Now(); open(t, there, again.Token) == nil; time.Sleep(5 * time.Millisecond) {
					if time.Since(revoked) > limit {
						t.Fatalf("the other instance still lets the session in after %v", limit)
					}
				}
			}
		})
	}
}

func TestManager_follows_changes_of_the_account_everywhere(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	here, there := authtest.Start(t, db, authtest.Options{Deaf: true}), authtest.Start(t, db, authtest.Options{Deaf: true})
	ann, stella := here.Shopper(t), here.StaffMember(t)
	if err := open(t, there, ann.Token); err != nil {
		t.Fatalf("before: %v", err)
	}
	profiles := here.Accounts.(*account.Profiles)
	if _, err := profiles.Rename(ann.As(t.Context()), "Ann the Second"); err != nil {
		t.Fatalf("Rename: %v", err)
	}
	redistest.WaitFor(t, "the new name on the other instance", func() bool {
		caller, err := there.Sessions.Authenticate(t.Context(), ann.Token)
		return err == nil && caller.Name == "Ann the Second"
	})
	staff := here.Staff.(*signin.Staff)
	if _, err := staff.SetRole(stella.As(t.Context()), ann.ID, identity.Staff); err != nil {
		t.Fatalf("SetRole: %v", err)
	}
	if err := open(t, here, ann.Token); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("after a change of role: %v, want ErrSignedOut at once", err)
	}
	redistest.WaitFor(t, "the old session to end on the other instance", func() bool {
		return errors.Is(open(t, there, ann.Token), session.ErrSignedOut)
	})
}

func TestManager_survives_the_loss_of_Redis(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	m := authtest.Start(t, mongotest.New(t), authtest.Options{Redis: server.Client(t)})
	ann := m.Shopper(t)
	server.FlushAll(t)
	if err := open(t, m, ann.Token); err != nil {
		t.Errorf("after FLUSHALL: %v, want still signed in", err)
	}
	server.Kill()
	if err := open(t, m, ann.Token); err != nil {
		t.Errorf("without Redis: %v, want still signed in", err)
	}
	bob := m.Shopper(t)
	if err := manager(m).Revoke(ann.As(t.Context()), ann.Caller.Session); err != nil {
		t.Errorf("Revoke without Redis: %v", err)
	}
	if err := open(t, m, ann.Token); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("revoked without Redis: %v, want ErrSignedOut", err)
	}
	if err := open(t, m, bob.Token); err != nil {
		t.Errorf("signed in without Redis: %v", err)
	}
}

func TestManager_lets_nothing_that_Redis_restores_revive_a_session(t *testing.T) {
	t.Parallel()
	// Each returns what brings back what Redis held when it was called.
	for name, keep := range map[string]func(t *testing.T, server *redistest.Instance) (restore func()){
		"keys restored one by one": func(t *testing.T, server *redistest.Instance) func() {
			snapshot := dump(t, server)
			if len(snapshot) == 0 {
				t.Fatal("the sessions are not in Redis: this test shows nothing")
			}
			return func() { restore(t, server, snapshot) }
		},
		"a restart with an old RDB": func(t *testing.T, server *redistest.Instance) func() {
			server.Do(t, "SAVE")
			return func() {
				server.Kill()
				server.Restart(t)
				if size := server.Do(t, "DBSIZE"); size == int64(0) {
					t.Fatal("nothing came back with the RDB: this test shows nothing")
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, db := redistest.Server(t), mongotest.New(t)
			m := authtest.Start(t, db, authtest.Options{Redis: server.Client(t)})
			ann, bob := m.Shopper(t), m.Shopper(t)
			bringBack := keep(t, server)
			if err := manager(m).Revoke(ann.As(t.Context()), ann.Caller.Session); err != nil {
				t.Fatalf("Revoke: %v", err)
			}
			bringBack()
			if err := open(t, m, ann.Token); !errors.Is(err, session.ErrSignedOut) {
				t.Errorf("after a restore: %v, want ErrSignedOut", err)
			}
			// An instance that starts after it all has only MongoDB to learn it from.
			later := authtest.Start(t, db, authtest.Options{Redis: server.Client(t)})
			bringBack()
			redistest.WaitFor(t, "Redis", func() bool { return open(t, later, bob.Token) == nil })
			if err := open(t, later, ann.Token); !errors.Is(err, session.ErrSignedOut) {
				t.Errorf("on a new instance: %v, want ErrSignedOut", err)
			}
			if err := open(t, m, bob.Token); err != nil {
				t.Errorf("the other session: %v, want still signed in", err)
			}
		})
	}
}

// dump returns all of a Redis's keys as RESTORE takes them.
func dump(t *testing.T, server *redistest.Instance) map[string]string {
	t.Helper()
	keys := make(map[string]string)
	for _, key := range server.Do(t, "KEYS", "*").([]any) {
		keys[key.(string)] = server.Do(t, "DUMP", key).(string)
	}
	return keys
}

func restore(t *testing.T, server *redistest.Instance, keys map[string]string) {
	t.Helper()
	server.FlushAll(t)
	for key, value := range keys {
		server.Do(t, "RESTORE", key, 0, value)
	}
}

func TestManager_Begin_for_many_at_once(t *testing.T) {
	t.Parallel()
	m := authtest.New(t, mongotest.New(t))
	ann := m.Shopper(t)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if p := m.SignIn(t, ann); p.Token == ann.Token {
				t.Error("two sessions share a token")
			}
		})
	}
	group.Wait()
	list, err := manager(m).List(ann.As(t.Context()))
	if err != nil || len(list) != 21 {
		t.Errorf("List = %d sessions, %v, want 21", len(list), err)
	}
	if err := manager(m).RevokeOthers(ann.As(t.Context())); err != nil {
		t.Fatalf("RevokeOthers: %v", err)
	}
	list, err = manager(m).List(ann.As(t.Context()))
	if err != nil || len(list) != 1 || list[0].ID != ann.Caller.Session {
		t.Errorf("List after RevokeOthers = %+v, %v, want this one", list, err)
	}
}

func TestManager_Begin_ends_the_session_that_its_caller_came_with(t *testing.T) {
	t.Parallel()
	m := authtest.New(t, mongotest.New(t))
	ann, bob := m.Shopper(t), m.Shopper(t)
	planted := m.SignIn(t, ann) // whose token somebody else may know
	grant, err := manager(m).Begin(planted.As(t.Context()), bob.ID, bob.Caller.Epoch)
	if err != nil {
		t.Fatal(err)
	}
	if grant.Token == planted.Token || open(t, m, grant.Token) != nil {
		t.Error("the sign-in opens nothing of its own")
	}
	if err := open(t, m, planted.Token); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("the token from before the sign-in: %v, want ErrSignedOut", err)
	}
	if err := open(t, m, ann.Token); err != nil {
		t.Errorf("another session of the same account: %v", err)
	}
}

func TestManager_asks_for_rights(t *testing.T) {
	t.Parallel()
	m := authtest.New(t, mongotest.New(t))
	ann, bob, stella := m.Shopper(t), m.Shopper(t), m.StaffMember(t)
	if err := manager(m).Revoke(bob.As(t.Context()), ann.Caller.Session); !errors.Is(err, session.ErrNoSession) {
		t.Errorf("Bob revoking Ann's session: %v, want ErrNoSession", err)
	}
	if err := manager(m).Revoke(ann.As(t.Context()), ""); !errors.Is(err, session.ErrNoSession) {
		t.Errorf("revoking no session: %v, want ErrNoSession", err)
	}
	guest := map[string]func(context.Context) error{
		"List":         func(ctx context.Context) error { _, err := manager(m).List(ctx); return err },
		"Revoke":       func(ctx context.Context) error { return manager(m).Revoke(ctx, ann.Caller.Session) },
		"RevokeAll":    manager(m).RevokeAll,
		"RevokeOthers": manager(m).RevokeOthers,
	}
	for name, call := range guest {
		if err := call(t.Context()); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("%s by a guest = %v, want fault.Unauthenticated", name, err)
		}
	}
	if _, err := manager(m).Of(bob.As(t.Context()), ann.ID); !errors.Is(err, identity.ErrStaffOnly) {
		t.Errorf("Of by a shopper = %v, want ErrStaffOnly", err)
	}
	if list, err := manager(m).Of(stella.As(t.Context()), ann.ID); err != nil || len(list) != 1 {
		t.Errorf("Of by staff = %d, %v, want 1", len(list), err)
	}
}

func BenchmarkManager_Authenticate(b *testing.B) {
	m := authtest.New(b, mongotest.New(b))
	ann := m.Shopper(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Sessions.Authenticate(b.Context(), ann.Token); err != nil {
			b.Fatal(err)
		}
	}
}
