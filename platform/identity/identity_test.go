package identity_test

import (
	"context"
	"errors"
	"testing"

	"shop/platform/identity"
)

func TestRequire(t *testing.T) {
	guest := context.Background()
	shopper := identity.With(guest, identity.Caller{Account: "a1", Role: identity.Shopper})
	staff := identity.With(guest, identity.Caller{Account: "a2", Role: identity.Staff})
	for _, tc := range []struct {
		name           string
		ctx            context.Context
		account, admin error
	}{
		{"a guest must sign in", guest, identity.ErrSignIn, identity.ErrSignIn},
		{"a role without an account is a guest", identity.With(guest, identity.Caller{Role: identity.Staff}), identity.ErrSignIn, identity.ErrSignIn},
		{"a shopper is no staff", shopper, nil, identity.ErrStaffOnly},
		{"staff may do both", staff, nil, nil},
		{"the shop itself may do both", identity.System(guest, "sweeper"), nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := identity.RequireAccount(tc.ctx); !errors.Is(err, tc.account) {
				t.Errorf("RequireAccount: %v, want %v", err, tc.account)
			}
			if _, err := identity.RequireStaff(tc.ctx); !errors.Is(err, tc.admin) {
				t.Errorf("RequireStaff: %v, want %v", err, tc.admin)
			}
		})
	}
}
