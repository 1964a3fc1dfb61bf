package signin

import (
	"context"
	"errors"
	"time"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/platform/fault"
	"shop/platform/identity"
)

// setupTime is how long a printed set-up link is good; a restart prints another.
const setupTime = 24 * time.Hour

// Staff decides who runs the shop, from its first account on. It implements
// [auth.Staff].
type Staff struct {
	registrar *account.Registrar
	directory account.Directory
	tickets   Tickets
	service   *Service
}

// NewStaff returns the staff that registrar registers.
func NewStaff(registrar *account.Registrar, directory account.Directory, tickets Tickets, service *Service) *Staff {
	return &Staff{registrar: registrar, directory: directory, tickets: tickets, service: service}
}

// EnsureOwner implements [auth.Staff].
func (s *Staff) EnsureOwner(ctx context.Context, email, password string) (setupPath string, err error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return "", err
	}
	has, err := s.directory.HasStaff(ctx)
	if err != nil || has {
		return "", err
	}
	if password != "" {
		_, err := s.registrar.CreateOwner(ctx, account.Application{Email: email, Password: password, Name: "Owner"})
		if errors.Is(err, account.ErrOwnerExists) || errors.Is(err, auth.ErrEmailTaken) {
			// Perhaps another instance was first.
			if has, check := s.directory.HasStaff(ctx); has || check != nil {
				return "", check
			}
		}
		return "", err
	}
	ticket, token := newTicket(ForSetup, setupTime)
	ticket.Email = identity.NormalEmail(email)
	if err := s.tickets.Issue(ctx, ticket); err != nil {
		return "", err
	}
	return "/setup/" + token, nil
}

// CreateStaff implements [auth.Staff].
func (s *Staff) CreateStaff(ctx context.Context, email, password, name string) (auth.AccountID, error) {
	a, err := s.registrar.CreateStaff(ctx, account.Application{Email: email, Password: password, Name: name})
	return a.ID, err
}

// Opens implements [auth.Staff].
func (s *Staff) Opens(ctx context.Context, email, password string) (bool, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return false, err
	}
	a, err := s.service.verify(ctx, identity.NormalEmail(email), password)
	if errors.Is(err, ErrWrong) {
		return false, nil
	}
	return err == nil && a.Role == identity.Staff, err
}

// errOwnRole keeps the last of the staff from locking everybody out.
var errOwnRole = fault.New(fault.Conflict, "own-role", "Nobody can change their own role. Please ask a colleague.")

// SetRole makes an account staff or shopper and ends its sessions. Errors:
// [identity.ErrStaffOnly], [auth.ErrNoAccount], fault.Conflict for the caller's
// own account, fault.Invalid naming role.
func (s *Staff) SetRole(ctx context.Context, id auth.AccountID, role identity.Role) (account.Account, error) {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return account.Account{}, err
	}
	if role != identity.Shopper && role != identity.Staff {
		var wrong fault.Fields
		wrong.Add("role", "A role is shopper or staff.")
		return account.Account{}, wrong.Err()
	}
	if caller.Account == string(id) {
		return account.Account{}, errOwnRole
	}
	a, err := s.service.accounts.Update(ctx, id, func(a *account.Account) error {
		a.Role = role
		a.Epoch++
		return nil
	})
	if err != nil {
		return account.Account{}, err
	}
	return a, s.service.sessions.EndAll(ctx, id)
}

// Invitation returns the e-mail address to fill the form of a set-up link with.
// Errors: [ErrExpired].
func (s *Staff) Invitation(ctx context.Context, token string) (email string, err error) {
	ticket, err := s.tickets.Find(ctx, ForSetup, session.HashToken(token))
	return ticket.Email, err
}

// SetUp creates the owner's account for whoever holds a set-up link, and signs
// them in. All set-up links are worthless afterwards. Errors: [ErrExpired],
// [account.ErrOwnerExists], [auth.ErrEmailTaken], fault.Invalid naming email,
// password or name.
func (s *Staff) SetUp(ctx context.Context, token string, app account.Application) (Arrival, error) {
	if _, err := s.Invitation(ctx, token); err != nil {
		return Arrival{}, err
	}
	// Somebody may have been made staff on the command line since.
	if has, err := s.directory.HasStaff(ctx); err != nil {
		return Arrival{}, err
	} else if has {
		return Arrival{}, account.ErrOwnerExists
	}
	// The unique owner, not the ticket, is what makes this happen once: so a
	// form with a mistake in it doesn't use the link up.
	a, err := s.registrar.CreateOwner(ctx, app)
	if err != nil {
		return Arrival{}, err
	}
	if err := s.tickets.Void(ctx, ForSetup, ""); err != nil {
		return Arrival{}, err
	}
	return s.service.Admit(ctx, a)
}
