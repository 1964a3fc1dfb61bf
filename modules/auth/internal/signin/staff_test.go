package signin_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/signin"
	"shop/platform/fault"
	"shop/platform/identity"
)

// asSystem is the command line.
func asSystem(t *testing.T) context.Context { return identity.System(t.Context(), "test") }

func TestStaff_EnsureOwner(t *testing.T) {
	t.Parallel()
	t.Run("creates_the_owner_once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		var group sync.WaitGroup
		for range 8 { // instances that start together
			group.Go(func() {
				path, err := d.staff.EnsureOwner(asSystem(t), "owner@example.org", goodPassword)
				if path != "" || err != nil {
					t.Errorf("EnsureOwner = %q, %v", path, err)
				}
			})
		}
		group.Wait()
		if _, n, err := d.accounts.Search(t.Context(), account.Query{Page: 1, Limit: 10}); n != 1 || err != nil {
			t.Errorf("%d accounts, %v, want 1", n, err)
		}
		if path, err := d.staff.EnsureOwner(asSystem(t), "", ""); path != "" || err != nil {
			t.Errorf("EnsureOwner of a shop with staff = %q, %v, want nothing to do", path, err)
		}
	})
	t.Run("makes_no_shopper_the_owner", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		d.registerAnn(t)
		if _, err := d.staff.EnsureOwner(asSystem(t), "ann@example.org", goodPassword); !errors.Is(err, auth.ErrEmailTaken) {
			t.Errorf("EnsureOwner = %v, want ErrEmailTaken", err)
		}
	})
	t.Run("opens_the_shop_until_the_password_is_another", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		if _, err := d.staff.EnsureOwner(asSystem(t), "owner@example.org", goodPassword); err != nil {
			t.Fatal(err)
		}
		d.registerAnn(t)
		for _, tc := range []struct {
			email, password string
			want            bool
		}{
			{"owner@example.org", goodPassword, true},
			{"Owner@Example.org", goodPassword, true},
			{"owner@example.org", goodPassword + "!", false},
			{"nobody@example.org", goodPassword, false},
			{"ann@example.org", goodPassword, false}, // no staff
		} {
			if got, err := d.staff.Opens(asSystem(t), tc.email, tc.password); got != tc.want || err != nil {
				t.Errorf("Opens(%s, %s) = %v, %v", tc.email, tc.password, got, err)
			}
		}
		if _, err := d.staff.Opens(t.Context(), "owner@example.org", goodPassword); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("Opens by a guest = %v", err)
		}
	})
	t.Run("asks_for_rights", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		if _, err := d.staff.EnsureOwner(t.Context(), "a@example.org", goodPassword); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("EnsureOwner by a guest = %v", err)
		}
		if _, err := d.staff.CreateStaff(t.Context(), "a@example.org", goodPassword, "A"); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("CreateStaff by a guest = %v", err)
		}
	})
}

func TestStaff_SetUp(t *testing.T) {
	t.Parallel()
	link := func(t *testing.T, d desk) (token string) {
		t.Helper()
		path, err := d.staff.EnsureOwner(asSystem(t), "Owner@Example.org", "")
		if err != nil || len(path) < 40 || path[:7] != "/setup/" {
			t.Fatalf("EnsureOwner = %q, %v, want a link", path, err)
		}
		return path[7:]
	}
	app := account.Application{Email: "owner@example.org", Password: goodPassword, Name: "Olga"}
	t.Run("makes_the_holder_of_the_link_the_owner_once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		first, second := link(t, d), link(t, d) // two starts, two links
		if email, err := d.staff.Invitation(t.Context(), first); err != nil || email != "owner@example.org" {
			t.Errorf("Invitation = %q, %v", email, err)
		}
		weak := app
		weak.Password = "short"
		if _, err := d.staff.SetUp(t.Context(), first, weak); fault.KindOf(err) != fault.Invalid {
			t.Errorf("SetUp with a weak password = %v, want fault.Invalid", err)
		}
		arrival, err := d.staff.SetUp(t.Context(), first, app)
		if err != nil || arrival.Account.Role != identity.Staff || arrival.Token == "" {
			t.Fatalf("SetUp = %+v, %v", arrival.Account, err)
		}
		app := account.Application{Email: "thief@example.org", Password: goodPassword, Name: "T"}
		for _, token := range []string{first, second, "invented"} {
			if _, err := d.staff.SetUp(t.Context(), token, app); !errors.Is(err, signin.ErrExpired) {
				t.Errorf("SetUp afterwards = %v, want ErrExpired", err)
			}
		}
	})
	t.Run("gives_the_shop_to_one_of_two_at_once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		tokens := []string{link(t, d), link(t, d), link(t, d), link(t, d)}
		var group sync.WaitGroup
		won := make([]bool, len(tokens))
		for i, token := range tokens {
			group.Go(func() {
				app := account.Application{Email: string(rune('a'+i)) + "@example.org", Password: goodPassword, Name: "O"}
				_, err := d.staff.SetUp(t.Context(), token, app)
				won[i] = err == nil
			})
		}
		group.Wait()
		owners := 0
		for _, w := range won {
			if w {
				owners++
			}
		}
		if owners != 1 {
			t.Errorf("%d owners, want 1", owners)
		}
	})
	t.Run("is_over_when_there_is_staff", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, cheap, 0)
		token := link(t, d)
		if _, err := d.staff.CreateStaff(asSystem(t), "s@example.org", goodPassword, "S"); err != nil {
			t.Fatalf("CreateStaff: %v", err)
		}
		if _, err := d.staff.SetUp(t.Context(), token, app); !errors.Is(err, account.ErrOwnerExists) {
			t.Errorf("SetUp = %v, want ErrOwnerExists", err)
		}
	})
}
