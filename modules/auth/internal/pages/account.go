package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/web"
	views "shop/views/auth"
	"shop/views/href"
)

// Account serves the pages of the shopper's account. It implements
// [web.Routes].
type Account struct {
	profiles  *account.Profiles
	passwords *signin.Passwords
	sessions  *session.Manager
	panels    *web.Panels
}

// NewAccount returns the account's pages; the overview shows the panels of the
// slot "account".
func NewAccount(profiles *account.Profiles, passwords *signin.Passwords, sessions *session.Manager, panels *web.Panels) *Account {
	return &Account{profiles: profiles, passwords: passwords, sessions: sessions, panels: panels}
}

// Routes implements [web.Routes].
func (p *Account) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/account", web.SignedIn, p.overview)
	r.Page(http.MethodGet, "/account/profile", web.SignedIn, p.showProfile)
	r.Page(http.MethodPost, "/account/profile", web.SignedIn, p.changeProfile)
	r.Page(http.MethodGet, "/account/sessions", web.SignedIn, p.showSessions)
	r.Page(http.MethodPost, "/account/sessions", web.SignedIn, p.endSessions)
	r.Page(http.MethodGet, "/account/addresses", web.SignedIn, p.showAddresses)
	r.Page(http.MethodPost, "/account/addresses", web.SignedIn, p.changeAddresses)
}

// errAction is returned for a form's button that the page doesn't have.
var errAction = fault.New(fault.Malformed, "unknown-action", "This form can't be understood. Please reload the page and try again.")

func (p *Account) overview(c echo.Context) error {
	ctx := c.Request().Context()
	mine, err := p.profiles.Mine(ctx)
	if err != nil {
		return err
	}
	sessions, err := p.sessions.List(ctx)
	if err != nil {
		return err
	}
	view := views.Account{
		Name: mine.Name, Email: mine.Email, Sessions: len(sessions), Staff: mine.Role == identity.Staff,
		Panels: p.panels.Render(ctx, "account"),
	}
	if address, ok := mine.DefaultAddress(); ok {
		view.Address = address.Lines()
	}
	return web.Page(c, http.StatusOK, private("Your account"), views.AccountPage(view))
}

func (p *Account) showProfile(c echo.Context) error {
	mine, err := p.profiles.Mine(c.Request().Context())
	if err != nil {
		return err
	}
	return web.Page(c, http.StatusOK, private("Profile"), views.ProfilePage(views.Profile{Name: mine.Name, Email: mine.Email}))
}

func (p *Account) changeProfile(c echo.Context) error {
	ctx := c.Request().Context()
	caller := identity.From(ctx)
	view := views.Profile{Name: caller.Name, Email: caller.Email}
	var err error
	switch c.FormValue("action") {
	case "name":
		view.Name = c.FormValue("name")
		_, err = p.profiles.Rename(ctx, view.Name)
	case "password":
		err = p.changePassword(c)
	default:
		return errAction
	}
	if r, ok := refused(err); ok {
		view.Errors, view.Message = r.fields, r.message
		return web.Page(c, r.status, private("Profile"), views.ProfilePage(view))
	}
	if err != nil {
		return err
	}
	web.SetFlash(c, "Saved.")
	return web.SeeOther(c, href.AccountProfile())
}

// changePassword also gives the browser the session that replaces its own.
func (p *Account) changePassword(c echo.Context) error {
	grant, err := p.passwords.Change(c.Request().Context(), c.FormValue("current"), c.FormValue("password"))
	if err == nil {
		web.SetSession(c, grant.Token, grant.ExpiresAt)
	}
	return err
}

func (p *Account) showSessions(c echo.Context) error {
	ctx := c.Request().Context()
	list, err := p.sessions.List(ctx)
	if err != nil {
		return err
	}
	view := views.Sessions{Sessions: make([]views.Session, len(list))}
	for i, s := range list {
		view.Sessions[i] = views.Session{
			ID: s.ID, Device: s.Device, IP: s.IP, LastSeen: s.LastSeen, Current: s.ID == identity.From(ctx).Session,
		}
	}
	return web.Page(c, http.StatusOK, private("Where you are signed in"), views.SessionsPage(view))
}

func (p *Account) endSessions(c echo.Context) error {
	ctx := c.Request().Context()
	var err error
	switch c.FormValue("action") {
	case "revoke":
		err = p.sessions.Revoke(ctx, c.FormValue("id"))
	case "revoke-others":
		err = p.sessions.RevokeOthers(ctx)
	default:
		return errAction
	}
	// One that is gone already is just what was wanted.
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	web.SetFlash(c, "Ended.")
	return web.SeeOther(c, href.AccountSessions())
}
