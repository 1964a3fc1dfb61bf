package pages

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/signin"
	"shop/platform/web"
	views "shop/views/auth"
	"shop/views/href"
)

// Recovery serves the pages behind mailed and printed links. It implements
// [web.Routes].
type Recovery struct {
	passwords *signin.Passwords
	staff     *signin.Staff
}

// NewRecovery returns the pages of forgotten passwords and of the set-up.
func NewRecovery(passwords *signin.Passwords, staff *signin.Staff) *Recovery {
	return &Recovery{passwords: passwords, staff: staff}
}

// Routes implements [web.Routes].
func (p *Recovery) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/forgot", web.Public, p.showForgot)
	r.Page(http.MethodPost, "/forgot", web.Public, p.forgot)
	r.Page(http.MethodGet, "/reset/:token", web.Public, p.showReset)
	r.Page(http.MethodPost, "/reset/:token", web.Public, p.reset)
	r.Page(http.MethodGet, "/setup/:token", web.Public, p.showSetup)
	r.Page(http.MethodPost, "/setup/:token", web.Public, p.setup)
}

func (p *Recovery) showForgot(c echo.Context) error {
	return web.Page(c, http.StatusOK, private("Forgot your password?"), views.ForgotPage(views.Forgot{}))
}

func (p *Recovery) forgot(c echo.Context) error {
	view := views.Forgot{Email: c.FormValue("email")}
	err := p.passwords.Forgot(c.Request().Context(), view.Email)
	if r, ok := refused(err); ok {
		view.Errors, view.Message = r.fields, r.message
		return web.Page(c, r.status, private("Forgot your password?"), views.ForgotPage(view))
	}
	if err != nil {
		return err
	}
	view.Sent = true
	return web.Page(c, http.StatusOK, private("Look into your mail"), views.ForgotPage(view))
}

func (p *Recovery) showReset(c echo.Context) error {
	view := views.Reset{Token: c.Param("token")}
	err := p.passwords.Check(c.Request().Context(), view.Token)
	return p.answerReset(c, view, err)
}

func (p *Recovery) reset(c echo.Context) error {
	view := views.Reset{Token: c.Param("token")}
	err := p.passwords.Reset(c.Request().Context(), view.Token, c.FormValue("password"))
	if err != nil {
		return p.answerReset(c, view, err)
	}
	web.ClearSession(c)
	web.SetFlash(c, "Your password is set. Please sign in with it.")
	return web.SeeOther(c, href.Login(""))
}

func (p *Recovery) answerReset(c echo.Context, view views.Reset, err error) error {
	status := http.StatusOK
	if r, ok := refused(err); ok {
		status, view.Errors, view.Message = r.status, r.fields, r.message
	} else if errors.Is(err, signin.ErrExpired) {
		status, view.Expired = web.StatusOf(err), true
	} else if err != nil {
		return err
	}
	hideAddress(c)
	return web.Page(c, status, private("Set a new password"), views.ResetPage(view))
}

func (p *Recovery) showSetup(c echo.Context) error {
	view := views.Setup{Token: c.Param("token")}
	email, err := p.staff.Invitation(c.Request().Context(), view.Token)
	view.Email = email
	return p.answerSetup(c, view, err)
}

func (p *Recovery) setup(c echo.Context) error {
	view := views.Setup{Token: c.Param("token"), Name: c.FormValue("name"), Email: c.FormValue("email")}
	arrival, err := p.staff.SetUp(c.Request().Context(), view.Token, account.Application{
		Email: view.Email, Name: view.Name, Password: c.FormValue("password"),
	})
	if err != nil {
		return p.answerSetup(c, view, err)
	}
	web.SetFlash(c, "The shop is yours. Welcome!")
	return enter(c, arrival, href.Admin())
}

func (p *Recovery) answerSetup(c echo.Context, view views.Setup, err error) error {
	status := http.StatusOK
	if r, ok := refused(err); ok {
		status, view.Errors, view.Message = r.status, r.fields, r.message
	} else if errors.Is(err, signin.ErrExpired) {
		status, view.Expired = web.StatusOf(err), true
	} else if err != nil {
		return err
	}
	hideAddress(c)
	return web.Page(c, status, private("Set up the shop"), views.SetupPage(view))
}

// hideAddress keeps the page's address, which opens an account, from other
// sites. (no-referrer would also take the Origin from the page's own form.)
func hideAddress(c echo.Context) { c.Response().Header().Set("Referrer-Policy", "same-origin") }
