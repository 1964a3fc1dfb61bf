package account_test

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"shop/modules/auth"
	"shop/modules/auth/authtest"
	"shop/modules/auth/internal/account"
	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mongo/mongotest"
)

// profiles is the account part of the module.
func profiles(m *authtest.Module) *account.Profiles { return m.Accounts.(*account.Profiles) }

func TestProfiles_Account(t *testing.T) {
	t.Parallel()
	m := authtest.New(t, mongotest.New(t))
	ann := m.Shopper(t)
	got, err := m.Accounts.Account(t.Context(), ann.ID)
	if err != nil || got.ID != ann.ID || got.Email != ann.Email || got.Role != "shopper" || got.CreatedAt.IsZero() {
		t.Errorf("Account = %+v, %v", got, err)
	}
	if _, err := m.Accounts.Account(t.Context(), "nobody"); !errors.Is(err, auth.ErrNoAccount) {
		t.Errorf("Account of nobody = %v, want ErrNoAccount", err)
	}
}

func TestProfiles_Rename(t *testing.T) {
	t.Parallel()
	m := authtest.New(t, mongotest.New(t))
	ann := m.Shopper(t)
	got, err := profiles(m).Rename(ann.As(t.Context()), "  Zoë O'Hara-Núñez ")
	if err != nil || got.Name != "Zoë O'Hara-Núñez" {
		t.Errorf("Rename = %q, %v", got.Name, err)
	}
	for _, bad := range []string{"", "   ", "a\r\nBcc: x@example.org", strings.Repeat("x", 101), "\xff"} {
		if _, err := profiles(m).Rename(ann.As(t.Context()), bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Rename(%q) = %v, want fault.Invalid", bad, err)
		}
	}
	if _, err := profiles(m).Rename(t.Context(), "Nobody"); !errors.Is(err, identity.ErrSignIn) {
		t.Errorf("a guest's Rename = %v, want ErrSignIn", err)
	}
}

var home = account.Address{Address: address.Address{
	Name: "Ann Lee", Line1: "Main Street 1", City: "Bonn", PostalCode: "53111", Country: "de",
}}

func TestProfiles_PutAddress(t *testing.T) {
	t.Parallel()
	t.Run("loses_none_of_many_at_once", func(t *testing.T) {
		t.Parallel()
		m := authtest.New(t, mongotest.New(t))
		ann := m.Shopper(t)
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				flat := home
				flat.Line2 = "Flat " + strconv.Itoa(i)
				if _, err := profiles(m).PutAddress(ann.As(t.Context()), flat); err != nil {
					t.Errorf("PutAddress: %v", err)
				}
			})
		}
		group.Wait()
		mine, err := profiles(m).Mine(ann.As(t.Context()))
		if err != nil || len(mine.Addresses) != 8 {
			t.Fatalf("%d addresses, %v, want 8", len(mine.Addresses), err)
		}
		defaults := 0
		for _, kept := range mine.Addresses {
			if kept.Default {
				defaults++
			}
		}
		if defaults != 1 {
			t.Errorf("%d defaults, want 1", defaults)
		}
	})
	t.Run("keeps_twenty_at_most", func(t *testing.T) {
		t.Parallel()
		m := authtest.New(t, mongotest.New(t))
		ann := m.Shopper(t)
		for range 20 {
			if _, err := profiles(m).PutAddress(ann.As(t.Context()), home); err != nil {
				t.Fatalf("PutAddress: %v", err)
			}
		}
		if _, err := profiles(m).PutAddress(ann.As(t.Context()), home); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the 21st = %v, want fault.Conflict", err)
		}
	})
	t.Run("names_what_is_wrong", func(t *testing.T) {
		t.Parallel()
		m := authtest.New(t, mongotest.New(t))
		ann := m.Shopper(t)
		long := strings.Repeat("x", 200)
		_, err := profiles(m).PutAddress(ann.As(t.Context()), account.Address{Address: address.Address{
			Line1: "a\x00b", Line2: long, PostalCode: long, Region: "\xff", Country: "SU",
		}})
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 7 {
			t.Errorf("PutAddress = %v, want seven fields", err)
		}
	})
}

func TestProfiles_DefaultAddress_fills_forms(t *testing.T) {
	t.Parallel()
	m := authtest.New(t, mongotest.New(t))
	ann := m.Shopper(t)
	ctx := ann.As(t.Context())
	if _, found, err := m.AddressBook.DefaultAddress(ctx, ann.ID); found || err != nil {
		t.Errorf("DefaultAddress of none = %t, %v", found, err)
	}
	work := home
	work.City = "Köln"
	for _, kept := range []account.Address{home, work} {
		if _, err := profiles(m).PutAddress(ctx, kept); err != nil {
			t.Fatalf("PutAddress: %v", err)
		}
	}
	mine, _ := profiles(m).Mine(ctx)
	if _, err := profiles(m).MakeDefault(ctx, mine.Addresses[1].ID); err != nil {
		t.Fatalf("MakeDefault: %v", err)
	}
	got, found, err := m.AddressBook.DefaultAddress(ctx, ann.ID)
	if err != nil || !found || got.City != "Köln" || got.Country != "DE" {
		t.Errorf("DefaultAddress = %+v, %t, %v", got, found, err)
	}
	for name, err := range map[string]error{
		"MakeDefault":   second(profiles(m).MakeDefault(ctx, "x")),
		"RemoveAddress": second(profiles(m).RemoveAddress(ctx, "x")),
		"PutAddress":    second(profiles(m).PutAddress(ctx, account.Address{ID: "x", Address: home.Address})),
	} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s of an unknown address = %v, want fault.NotFound", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
