package mongostore_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/mongostore"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/address"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

type stores struct {
	db       *mongo.DB
	accounts *mongostore.Accounts
	sessions *mongostore.Sessions
	tickets  *mongostore.Tickets
}

func newStores(t *testing.T, outbox *mongo.Outbox) stores {
	t.Helper()
	db := mongotest.New(t)
	indexes := []mongo.Indexes{mongostore.AccountIndexes(), mongostore.SessionIndexes(), mongostore.TicketIndexes()}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatalf("Setup: %v", err)
	}
	accounts := mongostore.NewAccounts(db, outbox)
	return stores{db: db, accounts: accounts, sessions: mongostore.NewSessions(db, accounts), tickets: mongostore.NewTickets(db)}
}

func ann() account.Account {
	return account.Account{
		ID: "ann", Email: "ann@example.org", Name: "Ann", Role: identity.Shopper, PasswordHash: "hash", Epoch: 1, Version: 1,
		CreatedAt: time.Now().UTC().Truncate(time.Millisecond),
		Addresses: []account.Address{{ID: "1", Address: address.Address{Name: "Ann", Line1: "a", City: "b", PostalCode: "c", Country: "DE"}, Default: true}},
	}
}

func (s stores) insert(t *testing.T, a account.Account) {
	t.Helper()
	if err := s.accounts.Insert(t.Context(), a); err != nil {
		t.Fatalf("Insert: %v", err)
	}
}

func TestAccounts_Insert(t *testing.T) {
	t.Parallel()
	t.Run("keeps_all_of_it", func(t *testing.T) {
		t.Parallel()
		s := newStores(t, mongo.NewOutbox())
		want := ann()
		s.insert(t, want)
		byID, err := s.accounts.Find(t.Context(), "ann")
		if err != nil || !same(t, byID, want) {
			t.Errorf("Find = %+v, %v, want %+v", byID, err, want)
		}
		byEmail, err := s.accounts.FindByEmail(t.Context(), "ann@example.org")
		if err != nil || !same(t, byEmail, want) {
			t.Errorf("FindByEmail = %+v, %v", byEmail, err)
		}
	})
	t.Run("refuses_a_second_of_what_is_one", func(t *testing.T) {
		t.Parallel()
		s := newStores(t, mongo.NewOutbox())
		first := ann()
		first.Owner = true
		s.insert(t, first)
		email, owner := ann(), ann()
		email.ID = "other"
		owner.ID, owner.Email, owner.Owner = "other", "other@example.org", true
		if err := s.accounts.Insert(t.Context(), email); !errors.Is(err, auth.ErrEmailTaken) {
			t.Errorf("a second account of an e-mail = %v, want ErrEmailTaken", err)
		}
		if err := s.accounts.Insert(t.Context(), owner); !errors.Is(err, account.ErrOwnerExists) {
			t.Errorf("a second owner = %v, want ErrOwnerExists", err)
		}
	})
	t.Run("stores_the_event_with_it", func(t *testing.T) {
		t.Parallel()
		outbox := mongo.NewOutbox()
		outbox.Route(auth.AccountRegistered{}.EventName(), "test.greeter")
		s := newStores(t, outbox)
		a := ann()
		if err := s.accounts.Insert(t.Context(), a, events.New("ann", auth.AccountRegistered{AccountID: "ann"})); err != nil {
			t.Fatalf("Insert: %v", err)
		}
		leased, err := outbox.Lease(t.Context(), "test", time.Minute, 10)
		if err != nil || len(leased) != 1 || len(leased[0].Entries) != 1 || leased[0].Entries[0].Name != "account.registered" {
			t.Errorf("the outbox has %+v, %v, want the event", leased, err)
		}
	})
}

func TestAccounts_Update(t *testing.T) {
	t.Parallel()
	s := newStores(t, mongo.NewOutbox())
	s.insert(t, ann())
	bob := ann()
	bob.ID, bob.Email = "bob", "bob@example.org"
	s.insert(t, bob)
	t.Run("starts_again_when_somebody_was_faster", func(t *testing.T) {
		calls := 0
		got, err := s.accounts.Update(t.Context(), "ann", func(a *account.Account) error {
			if calls++; calls == 1 {
				if _, err := s.accounts.Update(t.Context(), "ann", func(a *account.Account) error { a.Name = "Other"; return nil }); err != nil {
					t.Fatalf("Update: %v", err)
				}
			}
			a.Name += " Lee"
			return nil
		})
		if err != nil || calls != 2 || got.Name != "Other Lee" || got.Version != 3 {
			t.Errorf("Update = %q version %d after %d calls, %v", got.Name, got.Version, calls, err)
		}
	})
	t.Run("stores_nothing_when_the_change_fails", func(t *testing.T) {
		refused := errors.New("refused")
		if _, err := s.accounts.Update(t.Context(), "bob", func(a *account.Account) error { a.Name = "X"; return refused }); !errors.Is(err, refused) {
			t.Errorf("Update = %v, want the change's error", err)
		}
		if got, _ := s.accounts.Find(t.Context(), "bob"); got.Name != "Ann" || got.Version != 1 {
			t.Errorf("Find = %+v, want it unchanged", got)
		}
	})
	t.Run("tells_its_errors", func(t *testing.T) {
		same := func(*account.Account) error { return nil }
		if _, err := s.accounts.Update(t.Context(), "nobody", same); !errors.Is(err, auth.ErrNoAccount) {
			t.Errorf("Update of nobody = %v, want ErrNoAccount", err)
		}
		taken := func(a *account.Account) error { a.Email = "ann@example.org"; return nil }
		if _, err := s.accounts.Update(t.Context(), "bob", taken); !errors.Is(err, auth.ErrEmailTaken) {
			t.Errorf("Update to a taken e-mail = %v, want ErrEmailTaken", err)
		}
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	s := newStores(t, mongo.NewOutbox())
	s.insert(t, ann())
	now := time.Now().UTC().Truncate(time.Millisecond)
	begin := func(id string) session.Session {
		x := session.Session{ID: id, Hash: "hash-" + id, Account: "ann", Epoch: 1, Device: "d", IP: "i", CreatedAt: now, LastSeen: now, ExpiresAt: now.Add(time.Hour)}
		if err := s.sessions.Insert(t.Context(), x); err != nil {
			t.Fatalf("Insert: %v", err)
		}
		return x
	}
	want := begin("1")
	for _, id := range []string{"2", "3", "4"} {
		begin(id)
	}
	got, err := s.sessions.Find(t.Context(), "hash-1")
	if err != nil || !same(t, got.Session, want) || got.Name != "Ann" || got.Role != identity.Shopper || got.Version != 1 {
		t.Errorf("Find = %+v, %v", got, err)
	}
	if err := s.sessions.Touch(t.Context(), "1", now.Add(time.Minute), "j"); err != nil {
		t.Errorf("Touch: %v", err)
	}
	if err := s.sessions.Touch(t.Context(), "1", now, "j"); err != nil { // a late one
		t.Errorf("Touch: %v", err)
	}
	list, err := s.sessions.List(t.Context(), "ann", now.Add(-time.Minute))
	if err != nil || len(list) != 4 || list[0].ID != "1" || !list[0].LastSeen.Equal(now.Add(time.Minute)) || list[0].IP != "j" {
		t.Errorf("List = %+v, %v, want the one just seen first", list, err)
	}
	revoke := func(which session.Selection, want int) {
		t.Helper()
		if gone, err := s.sessions.Revoke(t.Context(), "ann", which); err != nil || len(gone) != want {
			t.Errorf("Revoke(%+v) = %d, %v, want %d", which, len(gone), err, want)
		}
	}
	revoke(session.Selection{Only: "2"}, 1)
	revoke(session.Selection{Only: "2"}, 0)
	revoke(session.Selection{Except: "1"}, 2)
	if gone, err := s.sessions.Revoke(t.Context(), "bob", session.Selection{}); err != nil || len(gone) != 0 {
		t.Errorf("Revoke of Bob's = %d, %v", len(gone), err)
	}
	if err := s.sessions.Touch(t.Context(), "2", now, "j"); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("Touch of a revoked one = %v, want ErrSignedOut", err)
	}
	if _, err := s.sessions.Find(t.Context(), "hash-2"); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("Find of a revoked one = %v, want ErrSignedOut", err)
	}
	if _, err := s.accounts.Update(t.Context(), "ann", func(a *account.Account) error { a.Epoch++; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.sessions.Find(t.Context(), "hash-1"); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("Find of one of an older epoch = %v, want ErrSignedOut", err)
	}
}

func TestSessions_Since(t *testing.T) {
	t.Parallel()
	s := newStores(t, mongo.NewOutbox())
	s.insert(t, ann())
	since := func(c session.Cursor) session.Changes {
		t.Helper()
		changes, err := s.sessions.Since(t.Context(), c, time.Hour)
		if err != nil {
			t.Fatalf("Since: %v", err)
		}
		return changes
	}
	if c := since(session.Cursor{}); len(c.Revoked) != 0 || len(c.Accounts) != 0 {
		t.Errorf("Since the beginning = %+v, want nothing", c)
	}
	x := session.Session{ID: "1", Hash: "h", Account: "ann", ExpiresAt: time.Now().Add(time.Hour)}
	if err := s.sessions.Insert(t.Context(), x); err != nil {
		t.Fatal(err)
	}
	if _, err := s.sessions.Revoke(t.Context(), "ann", session.Selection{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.accounts.Update(t.Context(), "ann", func(*account.Account) error { return nil }); err != nil {
		t.Fatal(err)
	}
	changes := since(session.Cursor{})
	if len(changes.Revoked) != 1 || changes.Revoked[0] != "1" || changes.Accounts["ann"] != 2 {
		t.Errorf("Since = %+v, want the session and version 2 of the account", changes)
	}
	if again := since(changes.Cursor); len(again.Revoked) != 1 {
		t.Errorf("Since the cursor = %+v, want what just happened again", again)
	}
	// What happened long ago is not read again and again.
	old := bson.D{{Key: "$set", Value: bson.D{{Key: "revokedAt", Value: time.Now().Add(-2 * time.Hour)}}}}
	if _, err := s.db.Collection("sessions").UpdateOne(t.Context(), bson.D{{Key: "_id", Value: "1"}}, old); err != nil {
		t.Fatal(err)
	}
	if late := since(session.Cursor{}); len(late.Revoked) != 0 {
		t.Errorf("Since = %+v, want nothing from before the window", late)
	}
}

func TestTickets(t *testing.T) {
	t.Parallel()
	s := newStores(t, mongo.NewOutbox())
	issue := func(hash string, good time.Duration) {
		t.Helper()
		ticket := signin.Ticket{Hash: hash, Purpose: signin.ForReset, Account: "ann", Email: "e", ExpiresAt: time.Now().UTC().Add(good).Truncate(time.Millisecond)}
		if err := s.tickets.Issue(t.Context(), ticket); err != nil {
			t.Fatalf("Issue: %v", err)
		}
		if got, err := s.tickets.Find(t.Context(), signin.ForReset, hash); good > 0 && (err != nil || !same(t, got, ticket)) {
			t.Errorf("Find = %+v, %v, want %+v", got, err, ticket)
		}
	}
	issue("a", time.Hour)
	issue("b", time.Hour)
	issue("late", -time.Second)
	if n, err := s.tickets.Count(t.Context(), signin.ForReset, "ann"); n != 2 || err != nil {
		t.Errorf("Count = %d, %v, want 2", n, err)
	}
	for purpose, hash := range map[signin.Purpose]string{signin.ForReset: "late", signin.ForSetup: "a"} {
		if _, err := s.tickets.Find(t.Context(), purpose, hash); !errors.Is(err, signin.ErrExpired) {
			t.Errorf("Find(%s, %s) = %v, want ErrExpired", purpose, hash, err)
		}
		if _, err := s.tickets.Redeem(t.Context(), purpose, hash); !errors.Is(err, signin.ErrExpired) {
			t.Errorf("Redeem(%s, %s) = %v, want ErrExpired", purpose, hash, err)
		}
	}
	if got, err := s.tickets.Redeem(t.Context(), signin.ForReset, "a"); err != nil || got.Account != "ann" {
		t.Errorf("Redeem = %+v, %v", got, err)
	}
	if _, err := s.tickets.Redeem(t.Context(), signin.ForReset, "a"); !errors.Is(err, signin.ErrExpired) {
		t.Errorf("Redeem again = %v, want ErrExpired", err)
	}
	if err := s.tickets.Void(t.Context(), signin.ForReset, "ann"); err != nil {
		t.Errorf("Void: %v", err)
	}
	if n, err := s.tickets.Count(t.Context(), signin.ForReset, "ann"); n != 0 || err != nil {
		t.Errorf("Count after Void = %d, %v, want 0", n, err)
	}
}

// same compares what JSON shows of two values, times in whatever zone.
func same(t *testing.T, a, b any) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(x) == string(y)
}
