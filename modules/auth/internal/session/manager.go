package session

import (
	"context"
	"errors"
	"time"

	"shop/modules/auth"
	"shop/platform/identity"
)

// Manager begins, checks and ends sessions. It implements web.Authenticator.
// It is safe for concurrent use.
type Manager struct {
	store    Store
	cache    Cache
	watch    *Watch
	lifetime Lifetime
	seal     seal
	ended    ended
}

// NewManager returns a manager of the sessions in store.
func NewManager(store Store, cache Cache, watch *Watch, lifetime Lifetime) *Manager {
	return &Manager{store: store, cache: cache, watch: watch, lifetime: lifetime, seal: seal{store: store}}
}

// Open reads what tokens are marked with. Without it that is read at the first
// token, which then needs MongoDB.
func (m *Manager) Open(ctx context.Context) error {
	_, err := m.seal.pool(ctx)
	return err
}

// Grant is a session that has just begun: the only moment its token is known.
type Grant struct {
	Token     string
	ExpiresAt time.Time
	Session   Session
}

// Begin starts a session of the account, at epoch, on the caller's device. The
// session the caller came with, if any, is revoked: a token from before a
// sign-in opens nothing after it.
func (m *Manager) Begin(ctx context.Context, account auth.AccountID, epoch int64) (Grant, error) {
	caller, now := identity.From(ctx), time.Now().UTC().Truncate(time.Millisecond)
	token, err := m.seal.token(ctx)
	if err != nil {
		return Grant{}, err
	}
	s := Session{
		ID: newID(), Hash: HashToken(token), Account: account, Epoch: epoch,
		Device: Device(caller.UserAgent), IP: caller.IP,
		CreatedAt: now, LastSeen: now, ExpiresAt: now.Add(m.lifetime.Absolute),
	}
	if err := m.store.Insert(ctx, s); err != nil {
		return Grant{}, err
	}
	if caller.Session != "" {
		err := m.revoke(ctx, auth.AccountID(caller.Account), Selection{Only: caller.Session})
		if err != nil && !errors.Is(err, ErrNoSession) {
			return Grant{}, err
		}
	}
	return Grant{Token: token, ExpiresAt: s.ExpiresAt, Session: s}, nil
}

// Authenticate returns who holds token. Errors: [ErrSignedOut];
// fault.Unavailable when that can't be found out.
func (m *Manager) Authenticate(ctx context.Context, token string) (identity.Caller, error) {
	if ours, err := m.seal.ours(ctx, token); err != nil {
		return identity.Caller{}, err
	} else if !ours {
		return identity.Caller{}, ErrSignedOut
	}
	now, hash := time.Now().UTC(), HashToken(token)
	if m.ended.has(hash) {
		return identity.Caller{}, ErrSignedOut
	}
	e, cached := m.cache.Get(ctx, hash)
	fresh := false
	if cached && e.Hash == hash {
		var revoked bool
		if revoked, fresh = m.watch.judge(&e, now); revoked {
			return identity.Caller{}, ErrSignedOut
		}
	}
	if !fresh {
		var err error
		if e, err = m.store.Find(ctx, hash); err != nil {
			if errors.Is(err, ErrSignedOut) {
				m.ended.add(hash)
			}
			return identity.Caller{}, err
		}
		e.ReadAt = now
	}
	if !now.Before(m.lifetime.end(e.Session)) {
		if !fresh { // a copy may know less than the record
			m.ended.add(hash)
		}
		return identity.Caller{}, ErrSignedOut
	}
	used, err := m.touch(ctx, &e, now)
	if err != nil {
		return identity.Caller{}, err
	}
	if used || !fresh {
		m.cache.Put(ctx, e)
	}
	return identity.Caller{
		Account: string(e.Account), Name: e.Name, Email: e.Email, Role: e.Role, CreatedAt: e.Joined,
		Epoch: e.Epoch, Session: e.ID,
	}, nil
}

// touch writes a use down when the last one written is long enough ago.
func (m *Manager) touch(ctx context.Context, e *Entry, now time.Time) (bool, error) {
	if now.Sub(e.LastSeen) < m.lifetime.touchAfter() {
		return false, nil
	}
	caller := identity.From(ctx)
	if err := m.store.Touch(ctx, e.ID, now, caller.IP); err != nil {
		return false, err
	}
	e.LastSeen, e.IP = now, caller.IP
	return true, nil
}

// List returns the caller's sessions, the latest seen first. Errors:
// [identity.ErrSignIn].
func (m *Manager) List(ctx context.Context) ([]Session, error) {
	caller, err := identity.RequireAccount(ctx)
	if err != nil {
		return nil, err
	}
	return m.live(ctx, auth.AccountID(caller.Account))
}

// Of returns any account's sessions, for staff. Errors: [identity.ErrStaffOnly].
func (m *Manager) Of(ctx context.Context, account auth.AccountID) ([]Session, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, err
	}
	return m.live(ctx, account)
}

func (m *Manager) live(ctx context.Context, account auth.AccountID) ([]Session, error) {
	return m.store.List(ctx, account, time.Now().Add(-m.lifetime.Idle))
}

// Revoke ends one of the caller's sessions. Errors: [identity.ErrSignIn],
// [ErrNoSession].
func (m *Manager) Revoke(ctx context.Context, id string) error {
	caller, err := identity.RequireAccount(ctx)
	if err != nil {
		return err
	}
	if id == "" {
		return ErrNoSession
	}
	return m.revoke(ctx, auth.AccountID(caller.Account), Selection{Only: id})
}

// RevokeAll ends all of the caller's sessions, this one too. Errors:
// [identity.ErrSignIn].
func (m *Manager) RevokeAll(ctx context.Context) error {
	caller, err := identity.RequireAccount(ctx)
	if err != nil {
		return err
	}
	return m.revoke(ctx, auth.AccountID(caller.Account), Selection{})
}

// RevokeOthers ends all of the caller's sessions but this one. Errors:
// [identity.ErrSignIn].
func (m *Manager) RevokeOthers(ctx context.Context) error {
	caller, err := identity.RequireAccount(ctx)
	if err != nil {
		return err
	}
	return m.revoke(ctx, auth.AccountID(caller.Account), Selection{Except: caller.Session})
}

// EndAll ends all sessions of an account whose password or role changed; the
// caller of this has made sure that it did.
func (m *Manager) EndAll(ctx context.Context, account auth.AccountID) error {
	return m.revoke(ctx, account, Selection{})
}

// revoke first writes it down, then makes it known.
func (m *Manager) revoke(ctx context.Context, account auth.AccountID, which Selection) error {
	revoked, err := m.store.Revoke(ctx, account, which)
	if err != nil {
		return err
	}
	if which.Only != "" && len(revoked) == 0 {
		return ErrNoSession
	}
	ids := make([]string, len(revoked))
	for i, s := range revoked {
		ids[i] = s.ID
	}
	m.watch.Tell(ctx, ids, nil)
	m.cache.Drop(ctx, revoked...)
	return nil
}
