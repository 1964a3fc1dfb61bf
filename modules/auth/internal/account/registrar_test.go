package account_test

import (
	"errors"
	"strings"
	"testing"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/mongostore"
	"shop/modules/auth/internal/password"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// office is the registrar and the directory over a real store.
type office struct {
	registrar *account.Registrar
	customers *account.Customers
	store     *mongostore.Accounts
}

func newOffice(t *testing.T) office {
	t.Helper()
	db := mongotest.New(t)
	if err := mongo.Setup(t.Context(), db, []mongo.Indexes{mongostore.AccountIndexes()}, nil); err != nil {
		t.Fatalf("Setup: %v", err)
	}
	store := mongostore.NewAccounts(db, mongo.NewOutbox())
	hasher := password.NewHasher(password.Params{MemoryKiB: 64, Passes: 1, Lanes: 1}, 2)
	return office{account.NewRegistrar(store, hasher), account.NewCustomers(store, store), store}
}

var application = account.Application{Email: " Ann@Example.org", Password: "correct horse battery", Name: " Ann "}

func TestRegistrar_Register(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a, err := o.registrar.Register(t.Context(), application)
	if err != nil {
		t.Fatalf("Register: %v", err)
	}
	stored, err := o.store.Find(t.Context(), a.ID)
	if err != nil || stored.Email != "ann@example.org" || stored.Name != "Ann" || stored.Role != identity.Shopper || stored.Owner {
		t.Errorf("stored %+v, %v", stored, err)
	}
	if strings.Contains(stored.PasswordHash, application.Password) || !strings.HasPrefix(stored.PasswordHash, "$argon2id$") {
		t.Errorf("the password is stored as %q", stored.PasswordHash)
	}
	if _, err := o.registrar.Register(t.Context(), application); !errors.Is(err, auth.ErrEmailTaken) {
		t.Errorf("a second Register = %v, want ErrEmailTaken", err)
	}
}

func TestRegistrar_Register_names_what_is_wrong(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for field, spoil := range map[string]func(*account.Application){
		"email":    func(a *account.Application) { a.Email = "ann@example.org\r\nBcc: bob@example.org" },
		"password": func(a *account.Application) { a.Password = "Password123" },
		"name":     func(a *account.Application) { a.Name = "Ann\nBcc: bob@example.org" },
	} {
		app := application
		spoil(&app)
		_, err := o.registrar.Register(t.Context(), app)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != field {
			t.Errorf("Register with a bad %s = %v, want fault.Invalid naming it", field, err)
		} else if strings.Contains(err.Error(), app.Password) {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
}

func TestRegistrar_CreateStaff_asks_for_rights(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, caller := range map[string]identity.Caller{
		"a guest":   {},
		"a shopper": {Account: "ann", Role: identity.Shopper},
	} {
		if _, err := o.registrar.CreateStaff(identity.With(t.Context(), caller), application); err == nil {
			t.Errorf("%s made somebody staff", name)
		}
	}
	a, err := o.registrar.CreateStaff(identity.System(t.Context(), "test"), application)
	if err != nil || a.Role != identity.Staff || a.Owner {
		t.Errorf("CreateStaff = %+v, %v, want staff", a, err)
	}
}

func TestRegistrar_CreateOwner_makes_one(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if a, err := o.registrar.CreateOwner(t.Context(), application); err != nil || a.Role != identity.Staff || !a.Owner {
		t.Errorf("CreateOwner = %+v, %v", a, err)
	}
	other := application
	other.Email = "bob@example.org"
	if _, err := o.registrar.CreateOwner(t.Context(), other); !errors.Is(err, account.ErrOwnerExists) {
		t.Errorf("a second CreateOwner = %v, want ErrOwnerExists", err)
	}
}

func TestCustomers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ann, err := o.registrar.Register(t.Context(), application)
	if err != nil {
		t.Fatalf("Register: %v", err)
	}
	shopper := identity.With(t.Context(), identity.Caller{Account: string(ann.ID), Role: identity.Shopper})
	if _, err := o.customers.List(shopper, account.Query{}); !errors.Is(err, identity.ErrStaffOnly) {
		t.Errorf("List by a shopper = %v, want ErrStaffOnly", err)
	}
	if _, err := o.customers.Find(shopper, ann.ID); !errors.Is(err, identity.ErrStaffOnly) {
		t.Errorf("Find by a shopper = %v, want ErrStaffOnly", err)
	}
	staff := identity.System(t.Context(), "test")
	for name, q := range map[string]account.Query{
		"the zero query":      {},
		"impossible numbers":  {Page: -5, Limit: 1 << 30},
		"a text with rubbish": {Text: " a\x00n\xffn\n"},
		"an unknown order":    {Sort: "password"},
	} {
		page, err := o.customers.List(staff, q)
		if err != nil || page.Total != 1 || len(page.Accounts) != 1 || page.Page != 1 || page.Pages != 1 {
			t.Errorf("%s: List = %+v, %v, want Ann", name, page, err)
		}
	}
	page, err := o.customers.List(staff, account.Query{Page: 1 << 62, Text: strings.Repeat("x", 1000)})
	if err != nil || page.Total != 0 || page.Pages != 1 {
		t.Errorf("List far away = %+v, %v, want nothing", page, err)
	}
	if got, err := o.customers.Find(staff, ann.ID); err != nil || got.Email != "ann@example.org" {
		t.Errorf("Find = %+v, %v", got, err)
	}
	if _, err := o.customers.Find(staff, "nobody"); !errors.Is(err, auth.ErrNoAccount) {
		t.Errorf("Find of nobody = %v, want ErrNoAccount", err)
	}
}
