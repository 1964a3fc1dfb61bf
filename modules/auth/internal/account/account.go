package account

import (
	"crypto/rand"
	"strings"
	"time"

	"shop/modules/auth"
	"shop/platform/identity"
)

// Account is one person's account.
type Account struct {
	ID auth.AccountID
	// Email is in normal form (identity.NormalEmail).
	Email, Name string
	Role        identity.Role
	// PasswordHash is a PHC string.
	PasswordHash string
	// Owner marks the staff account that the shop was set up with. There is at
	// most one.
	Owner bool
	// Epoch counts changes of role and password. A session of an older epoch
	// opens nothing.
	Epoch int64
	// Version counts all changes; a stale one is not written.
	Version   int64
	CreatedAt time.Time
	Addresses []Address
}

// newAccount returns an account with an id that nobody can guess.
func newAccount(email, name string, role identity.Role, passwordHash string) Account {
	return Account{
		ID:           auth.AccountID(newID()),
		Email:        email,
		Name:         name,
		Role:         role,
		PasswordHash: passwordHash,
		Epoch:        1,
		Version:      1,
		CreatedAt:    time.Now().UTC().Truncate(time.Millisecond),
	}
}

// Public returns what other modules may know.
func (a Account) Public() auth.Account {
	return auth.Account{ID: a.ID, Email: a.Email, Name: a.Name, Role: string(a.Role), CreatedAt: a.CreatedAt}
}

// DefaultAddress returns the address that forms are filled with, if there is
// one.
func (a Account) DefaultAddress() (Address, bool) {
	for _, address := range a.Addresses {
		if address.Default {
			return address, true
		}
	}
	return Address{}, false
}

func newID() string { return strings.ToLower(rand.Text()) }
