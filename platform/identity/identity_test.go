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

func TestCaller_Network_is_what_one_household_or_server_owns(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.7":              "192.0.2.7",
		"::ffff:192.0.2.7":       "192.0.2.7",
		"2001:db8:1:2:3:4:5:6":   "2001:db8:1:2::/64",
		"fe80::1%eth0":           "fe80::/64",
		"":                       "",
		"not an address, but ok": "not an address, but ok",
	} {
		if got := (identity.Caller{IP: ip}).Network(); got != want {
			t.Errorf("%q is of %q, want %q", ip, got, want)
		}
	}
}
