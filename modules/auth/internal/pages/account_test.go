package pages_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"shop/modules/auth"
	"shop/modules/auth/authtest"
	"shop/platform/identity"
	"shop/platform/mail/mailtest"
	"shop/platform/web"
)

// panel shows a text in a slot.
func panel(slot string, text func(context.Context) string) web.Panel {
	return web.Panel{Slot: slot, Render: func(ctx context.Context) (templ.Component, error) {
		return templ.Raw(text(ctx)), nil
	}}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{Panels: []web.Panel{
		panel("account", func(ctx context.Context) string { return "orders of " + identity.From(ctx).Email }),
	}})
	ann := s.Shopper(t)
	browser := s.as(ann.Token)
	shows(t, browser.Get("/account").Want(http.StatusOK), ann.Email, "orders of "+ann.Email)

	goesTo(t, browser.Post("/account/profile", form("action", "name", "name", "Ann the Second")), "/account/profile")
	shows(t, browser.Get("/account/profile").Want(http.StatusOK), "Ann the Second", "Saved.")
	browser.Post("/account/profile", form("action", "name", "name", " ")).Want(http.StatusUnprocessableEntity)
	browser.Post("/account/profile", form("action", "promote")).Want(http.StatusBadRequest)

	wrong := browser.Post("/account/profile", form("action", "password", "current", "wrong", "password", "a new long password"))
	shows(t, wrong.Want(http.StatusUnprocessableEntity), "This is not your present password.")
	goesTo(t, browser.Post("/account/profile", form("action", "password", "current", authtest.Password, "password", "a new long password")), "/account/profile")
	browser.Get("/account").Want(http.StatusOK) // with the new session
	goesTo(t, s.as(ann.Token).Get("/account"), "/login?next=%2Faccount")
	if sent := mailtest.Sent(t, s.Mailer); len(sent) != 1 {
		t.Errorf("%d mails, want one that tells of the new password", len(sent))
	}
}

func TestAccount_sessions(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	phone, laptop := s.SignIn(t, ann), s.SignIn(t, ann)
	browser := s.as(ann.Token)
	shows(t, browser.Get("/account/sessions").Want(http.StatusOK), phone.Caller.Session, laptop.Caller.Session, "This one")
	goesTo(t, browser.Post("/account/sessions", form("action", "revoke", "id", phone.Caller.Session)), "/account/sessions")
	goesTo(t, browser.Post("/account/sessions", form("action", "revoke", "id", phone.Caller.Session)), "/account/sessions") // twice is as good
	s.as(phone.Token).Get("/account").Want(http.StatusSeeOther)
	s.as(laptop.Token).Get("/account").Want(http.StatusOK)
	goesTo(t, browser.Post("/account/sessions", form("action", "revoke-others")), "/account/sessions")
	s.as(laptop.Token).Get("/account").Want(http.StatusSeeOther)
	browser.Get("/account").Want(http.StatusOK)
	browser.Post("/account/sessions", form("action", "explode")).Want(http.StatusBadRequest)
}

func TestAccount_addresses(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	browser := s.as(ann.Token)
	const path = "/account/addresses"
	typed := form("action", "save", "name", "Ann Lee", "line1", "Main Street 1", "city", "", "postalCode", "53111", "country", "DE")
	shows(t, browser.Post(path, typed).Want(http.StatusUnprocessableEntity), "Please enter the town or city.", "Main Street 1")
	typed.Set("city", "Bonn")
	goesTo(t, browser.Post(path, typed), path)
	typed.Set("city", "Wien")
	goesTo(t, browser.Post(path, typed), path)
	list := browser.Get(path).Want(http.StatusOK)
	shows(t, list, "53111 Bonn", "53111 Wien")
	_, afterWien, _ := strings.Cut(list.Body, "Wien")
	wien := between(t, afterWien, `name="id" value="`, `"`, "")
	goesTo(t, browser.Post(path, form("action", "default", "id", wien)), path)
	shows(t, browser.Get("/account").Want(http.StatusOK), "53111 Wien")
	shows(t, browser.Get(path+"?edit="+wien).Want(http.StatusOK), "Change the address", `value="Wien"`)
	goesTo(t, browser.Post(path, form("action", "remove", "id", wien)), path)
	if res := browser.Get(path); strings.Contains(res.Body, "53111 Wien") {
		t.Error("the removed address is still shown")
	}
	browser.Post(path, form("action", "remove", "id", wien)).Want(http.StatusNotFound)
}

func TestCustomers(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{Panels: []web.Panel{
		panel("customer", func(ctx context.Context) string { return "orders of " + string(auth.CustomerFrom(ctx)) }),
	}})
	ann, stella := s.Shopper(t), s.StaffMember(t)
	s.as(ann.Token).Get("/admin/customers").Want(http.StatusForbidden)
	goesTo(t, s.as("").Get("/admin/customers"), "/login?next=%2Fadmin%2Fcustomers")
	staff := s.as(stella.Token)
	shows(t, staff.Get("/admin/customers").Want(http.StatusOK), ann.Email, stella.Email)
	if res := staff.Get("/admin/customers?role=staff&q=stella&sort=name&page=99999999999999999999").Want(http.StatusOK); strings.Contains(res.Body, ann.Email) {
		t.Error("the filter lets a shopper through")
	}
	staff.Get("/admin/customers?q=%00%ff%28&sort=x&role=%24ne").Want(http.StatusOK)
	shows(t, staff.Get("/admin/customers/"+string(ann.ID)).Want(http.StatusOK), ann.Email, "orders of "+string(ann.ID))
	staff.Get("/admin/customers/nobody").Want(http.StatusNotFound)
	staff.Get("/admin/customers/%ff%00").Want(http.StatusNotFound)
}
