package signin_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/letters"
	"shop/modules/auth/internal/mongostore"
	"shop/modules/auth/internal/password"
	"shop/modules/auth/internal/rediscache"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/eventbus"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mail"
	"shop/platform/mail/mailtest"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

const goodPassword = "correct horse battery"

// desk is the package's services over real stores.
type desk struct {
	accounts  *mongostore.Accounts
	registrar *account.Registrar
	service   *signin.Service
	passwords *signin.Passwords
	staff     *signin.Staff
	sessions  *session.Manager
	mailer    *mail.Mailer
}

// newDesk allows attempts attempts in 15 minutes; 0 stands for any number.
func newDesk(t *testing.T, params password.Params, attempts int) desk {
	t.Helper()
	db, client := mongotest.New(t), redistest.New(t)
	indexes := []mongo.Indexes{mongostore.AccountIndexes(), mongostore.SessionIndexes(), mongostore.TicketIndexes()}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatalf("Setup: %v", err)
	}
	return openDesk(t, db, client, params, attempts)
}

func openDesk(t *testing.T, db *mongo.DB, client *redis.Client, params password.Params, attempts int) desk {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	limiter := rediscache.NewAttempts(nil, nil)
	if attempts > 0 {
		limiter = rediscache.NewAttempts(redis.NewSlidingLog(client, "login", attempts, 15*time.Minute),
			func(context.Context, redis.Decision) {})
	}
	d := desk{accounts: mongostore.NewAccounts(db, mongo.NewOutbox()), mailer: mailtest.New(t, db)}
	sessionStore := mongostore.NewSessions(db, d.accounts)
	hub := eventbus.NewHub(client)
	watch := session.NewWatch(sessionStore, hub, hub, log)
	hasher, tickets := password.NewHasher(params, 2), mongostore.NewTickets(db)
	d.sessions = session.NewManager(sessionStore, rediscache.NewSessions(client), watch, session.Standard)
	d.service = signin.NewService(d.accounts, d.sessions, hasher, limiter, nil, log)
	d.registrar = account.NewRegistrar(d.accounts, hasher)
	d.passwords = signin.NewPasswords(d.service, tickets, letters.New(d.mailer, "https://shop.example.org"))
	d.staff = signin.NewStaff(d.registrar, d.accounts, tickets, d.service)
	return d
}

var cheap = password.Params{MemoryKiB: 64, Passes: 1, Lanes: 1}

// registerAnn opens ann@example.org.
func (d desk) registerAnn(t *testing.T) account.Account {
	t.Helper()
	a, err := d.registrar.Register(t.Context(), account.Application{Email: "ann@example.org", Password: goodPassword, Name: "Ann"})
	if err != nil {
		t.Fatalf("Register: %v", err)
	}
	return a
}

// try signs in from an address and returns the error.
func (d desk) try(t *testing.T, ip, email, password string) error {
	t.Helper()
	ctx := identity.With(t.Context(), identity.Caller{IP: ip})
	_, err := d.service.SignIn(ctx, signin.Credentials{Email: email, Password: password})
	return err
}

func TestService_SignIn_limit(t *testing.T) {
	t.Parallel()
	t.Run("stops_an_address_whatever_account_it_tries", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 5)
		d.registerAnn(t)
		for i := range 5 {
			if err := d.try(t, "192.0.2.1", string(rune('a'+i))+"@example.org", "wrong"); !errors.Is(err, signin.ErrWrong) {
				t.Fatalf("attempt %d: %v, want ErrWrong", i+1, err)
			}
		}
		err := d.try(t, "192.0.2.1", "ann@example.org", goodPassword)
		var f *fault.Error
		if !errors.As(err, &f) || !errors.Is(err, signin.ErrTooMany) || f.RetryAfter <= 14*time.Minute || f.RetryAfter > 15*time.Minute {
			t.Errorf("the sixth attempt: %v, want ErrTooMany with RetryAfter of nearly 15 minutes", err)
		}
	})
	t.Run("lets_no_stranger_lock_an_account", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 5)
		d.registerAnn(t)
		for range 10 {
			_ = d.try(t, "192.0.2.1", "ann@example.org", "wrong")
		}
		if err := d.try(t, "192.0.2.2", "ann@example.org", goodPassword); err != nil {
			t.Errorf("the owner from another address: %v, want signed in", err)
		}
	})
	t.Run("counts_an_IPv6_household_as_one", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 5)
		for i := range 5 {
			_ = d.try(t, "2001:db8:1:2::"+string(rune('1'+i)), "ann@example.org", "wrong")
		}
		if err := d.try(t, "2001:db8:1:2:ffff::1", "ann@example.org", "wrong"); !errors.Is(err, signin.ErrTooMany) {
			t.Errorf("the sixth from one /64: %v, want ErrTooMany", err)
		}
		if err := d.try(t, "2001:db8:1:3::1", "ann@example.org", "wrong"); !errors.Is(err, signin.ErrWrong) {
			t.Errorf("from another /64: %v, want ErrWrong", err)
		}
	})
	t.Run("is_exact_for_many_at_once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 5)
		var group sync.WaitGroup
		var mu sync.Mutex
		tried := 0
		for range 30 {
			group.Go(func() {
				if err := d.try(t, "192.0.2.1", "ann@example.org", "wrong"); errors.Is(err, signin.ErrWrong) {
					mu.Lock()
					defer mu.Unlock()
					tried++
				}
			})
		}
		group.Wait()
		if tried != 5 {
			t.Errorf("%d passwords were tried, want 5", tried)
		}
	})
}

func TestService_SignIn_renews_an_outdated_hash(t *testing.T) {
	t.Parallel()
	d := newDesk(t, cheap, 0)
	old := d.registerAnn(t)
	db := password.Params{MemoryKiB: 128, Passes: 1, Lanes: 1}
	hasher := password.NewHasher(db, 2)
	log := slog.New(slog.DiscardHandler)
	stronger := signin.NewService(d.accounts, d.sessions, hasher, rediscache.NewAttempts(nil, nil), nil, log)
	for range 2 {
		if _, err := stronger.SignIn(t.Context(), signin.Credentials{Email: "ann@example.org", Password: goodPassword}); err != nil {
			t.Fatalf("SignIn: %v", err)
		}
	}
	renewed, err := d.accounts.Find(t.Context(), old.ID)
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	match, outdated, err := hasher.Verify(t.Context(), goodPassword, renewed.PasswordHash)
	if err != nil || !match || outdated {
		t.Errorf("the new hash: match %t, outdated %t, %v", match, outdated, err)
	}
	if renewed.Epoch != old.Epoch || renewed.Version != old.Version+1 {
		t.Errorf("epoch %d, version %d: want the sessions to go on and one change", renewed.Epoch, renewed.Version)
	}
}

func TestService_SignIn_takes_as_long_without_an_account(t *testing.T) {
	d := newDesk(t, password.Recommended, 0)
	d.registerAnn(t)
	took := func(email string) time.Duration {
		start := time.Now()
		if err := d.try(t, "192.0.2.1", email, "wrong password"); !errors.Is(err, signin.ErrWrong) {
			t.Fatalf("SignIn: %v", err)
		}
		return time.Since(start)
	}
	// The fastest of some is what the work costs; a busy machine needs more.
	known, unknown := time.Hour, time.Hour
	for round := range 100 {
		known, unknown = min(known, took("ann@example.org")), min(unknown, took("bob@example.org"))
		if round >= 2 && unknown < known*3/2 && known < unknown*3/2 {
			return
		}
	}
	t.Errorf("an attempt takes %v with an account and %v without", known, unknown)
}

func TestService_SignIn_copes_with_any_text(t *testing.T) {
	t.Parallel()
	d := newDesk(t, cheap, 0)
	d.registerAnn(t)
	for _, email := range []string{"", "\x00", "\xff\xfe", "$ne", `{"$ne":null}`, "ann@example.org\x00"} {
		if err := d.try(t, "not an address", email, "\xff\x00"); !errors.Is(err, signin.ErrWrong) {
			t.Errorf("SignIn as %q: %v, want ErrWrong", email, err)
		}
	}
}

func TestService_SignOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t, cheap, 0)
	if err := d.service.SignOut(t.Context()); err != nil {
		t.Errorf("a guest's SignOut: %v", err)
	}
	ctx := identity.With(t.Context(), identity.Caller{Account: "gone", Session: "gone"})
	if err := d.service.SignOut(ctx); err != nil {
		t.Errorf("SignOut of a session that is gone: %v", err)
	}
}
