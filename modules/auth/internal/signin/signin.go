package signin

import (
	"context"
	"errors"
	"log/slog"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/password"
	"shop/modules/auth/internal/session"
	"shop/platform/fault"
	"shop/platform/identity"
)

// ErrWrong is the one answer to a sign-in that failed, whatever was wrong.
var ErrWrong = fault.New(fault.Unauthenticated, "wrong-credentials", "E-mail address or password is wrong.")

// Service signs people in and out. It is safe for concurrent use.
type Service struct {
	accounts account.Store
	sessions *session.Manager
	hasher   *password.Hasher
	limiter  Limiter
	hooks    []auth.SignInHook
	log      *slog.Logger
}

// NewService returns a service that calls hooks, in no particular order, after
// each sign-in.
func NewService(accounts account.Store, sessions *session.Manager, hasher *password.Hasher, limiter Limiter,
	hooks []auth.SignInHook, log *slog.Logger) *Service {
	return &Service{accounts: accounts, sessions: sessions, hasher: hasher, limiter: limiter, hooks: hooks, log: log}
}

// Credentials are what somebody signs in with.
type Credentials struct{ Email, Password string }

// Arrival is somebody who has just signed in.
type Arrival struct {
	session.Grant
	Account account.Account
	// Settled says that every hook did its part; else the guest's token is
	// worth keeping.
	Settled bool
}

// SignIn begins a session for whoever knows the password, and ends the one the
// caller came with. Errors: [ErrWrong]; [ErrTooMany] after too many attempts
// from the caller's address.
func (s *Service) SignIn(ctx context.Context, c Credentials) (Arrival, error) {
	email := identity.NormalEmail(c.Email)
	if err := s.limiter.Allow(ctx, attemptKeys(ctx, "sign-in", email)...); err != nil {
		return Arrival{}, err
	}
	a, err := s.verify(ctx, email, c.Password)
	if err != nil {
		return Arrival{}, err
	}
	return s.Admit(ctx, a)
}

// verify returns the account whose e-mail and password these are, after the
// same work whether there is one or not.
func (s *Service) verify(ctx context.Context, email, given string) (account.Account, error) {
	var a account.Account
	if identity.ValidEmail(email) {
		var err error
		if a, err = s.accounts.FindByEmail(ctx, email); err != nil && !errors.Is(err, auth.ErrNoAccount) {
			return account.Account{}, err
		}
	}
	if len(given) > 4*password.MaxLength {
		given = "" // too long to be anybody's, and not worth the hashing
	}
	match, outdated, err := s.hasher.Verify(ctx, given, a.PasswordHash)
	if err != nil {
		return account.Account{}, err
	}
	if !match {
		return account.Account{}, ErrWrong
	}
	if outdated {
		s.rehash(ctx, a, given)
	}
	return a, nil
}

// rehash stores a hash of today's parameters. A failure costs nothing: the next
// sign-in tries again.
func (s *Service) rehash(ctx context.Context, a account.Account, given string) {
	hash, err := s.hasher.Hash(ctx, given)
	if err == nil {
		_, err = s.accounts.Update(ctx, a.ID, func(now *account.Account) error {
			if now.PasswordHash == a.PasswordHash {
				now.PasswordHash = hash
			}
			return nil
		})
	}
	if err != nil {
		s.log.WarnContext(ctx, "auth: a password keeps its outdated hash", "account", a.ID, "error", err)
	}
}

// Admit begins a session for somebody who has just proved by other means than
// their password that the account is theirs, such as by opening it, and lets
// the other modules do what they do at a sign-in.
func (s *Service) Admit(ctx context.Context, a account.Account) (Arrival, error) {
	grant, err := s.sessions.Begin(ctx, a.ID, a.Epoch)
	if err != nil {
		return Arrival{}, err
	}
	caller := identity.From(ctx)
	caller.Account, caller.Name, caller.Email = string(a.ID), a.Name, a.Email
	caller.Role, caller.Epoch, caller.Session = a.Role, a.Epoch, grant.Session.ID
	ctx = identity.With(ctx, caller)
	arrival := Arrival{Grant: grant, Account: a, Settled: true}
	for _, hook := range s.hooks {
		if err := hook.SignedIn(ctx, a.ID); err != nil {
			arrival.Settled = false
			s.log.ErrorContext(ctx, "auth: after a sign-in", "account", a.ID, "error", err)
		}
	}
	return arrival, nil
}

// SignOut ends the caller's session. Signed out already is fine.
func (s *Service) SignOut(ctx context.Context) error {
	caller := identity.From(ctx)
	if caller.Session == "" {
		return nil
	}
	err := s.sessions.Revoke(ctx, caller.Session)
	if errors.Is(err, session.ErrNoSession) {
		return nil
	}
	return err
}
