package signin

import (
	"context"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/password"
	"shop/platform/fault"
)

// setPassword stores a password, begins a new epoch and ends the sessions of
// the old one. redeem, which may be nil, is called once the password is known
// to be a good one, and its error stops the change. Errors: fault.Invalid
// naming password.
func (s *Service) setPassword(ctx context.Context, a account.Account, next string, redeem func() error) (account.Account, error) {
	if weakness := password.Weakness(next, a.Email); weakness != "" {
		var wrong fault.Fields
		wrong.Add("password", weakness)
		return account.Account{}, wrong.Err()
	}
	hash, err := s.hasher.Hash(ctx, next)
	if err != nil {
		return account.Account{}, err
	}
	if redeem != nil {
		if err := redeem(); err != nil {
			return account.Account{}, err
		}
	}
	a, err = s.accounts.Update(ctx, a.ID, func(now *account.Account) error {
		now.PasswordHash = hash
		now.Epoch++
		return nil
	})
	if err != nil {
		return account.Account{}, err
	}
	// The new epoch alone shuts them out; this takes them off the list.
	return a, s.sessions.EndAll(ctx, a.ID)
}
