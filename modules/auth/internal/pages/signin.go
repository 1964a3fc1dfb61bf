package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/signin"
	"shop/platform/identity"
	"shop/platform/web"
	views "shop/views/auth"
	"shop/views/href"
)

// SignIn serves signing in and out and opening an account. It implements
// [web.Routes].
type SignIn struct {
	registrar *account.Registrar
	service   *signin.Service
}

// NewSignIn returns the pages of signing in.
func NewSignIn(registrar *account.Registrar, service *signin.Service) *SignIn {
	return &SignIn{registrar: registrar, service: service}
}

// Routes implements [web.Routes].
func (p *SignIn) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/login", web.Public, p.showLogin)
	r.Page(http.MethodPost, "/login", web.Public, p.login)
	r.Page(http.MethodGet, "/register", web.Public, p.showRegister)
	r.Page(http.MethodPost, "/register", web.Public, p.register, web.Limited("register"))
	r.Page(http.MethodPost, "/logout", web.Public, p.logout)
}

// nextOf returns where to go after the form, "" where it doesn't say or names a
// place that isn't ours.
func nextOf(c echo.Context) string { return web.LocalPath(c.FormValue("next"), "") }

// onward returns next, or the place where somebody of that role begins.
func onward(next string, role identity.Role) string {
	switch {
	case next != "":
		return next
	case role == identity.Staff:
		return href.Admin()
	default:
		return href.Account()
	}
}

func (p *SignIn) showLogin(c echo.Context) error {
	if caller := identity.From(c.Request().Context()); caller.SignedIn() {
		return web.SeeOther(c, onward(nextOf(c), caller.Role))
	}
	return web.Page(c, http.StatusOK, private("Sign in"), views.LoginPage(views.Login{Next: nextOf(c)}))
}

func (p *SignIn) login(c echo.Context) error {
	view := views.Login{Email: c.FormValue("email"), Next: nextOf(c)}
	arrival, err := p.service.SignIn(c.Request().Context(), signin.Credentials{
		Email: view.Email, Password: c.FormValue("password"),
	})
	if err == nil {
		return enter(c, arrival, onward(view.Next, arrival.Account.Role))
	}
	r, ok := refused(err)
	if !ok {
		return err
	}
	view.Errors, view.Message = r.fields, r.message
	return web.Page(c, r.status, private("Sign in"), views.LoginPage(view))
}

func (p *SignIn) showRegister(c echo.Context) error {
	if caller := identity.From(c.Request().Context()); caller.SignedIn() {
		return web.SeeOther(c, onward(nextOf(c), caller.Role))
	}
	return web.Page(c, http.StatusOK, private("Open an account"), views.RegisterPage(views.Register{Next: nextOf(c)}))
}

func (p *SignIn) register(c echo.Context) error {
	ctx := c.Request().Context()
	view := views.Register{Name: c.FormValue("name"), Email: c.FormValue("email"), Next: nextOf(c)}
	a, err := p.registrar.Register(ctx, account.Application{
		Name: view.Name, Email: view.Email, Password: c.FormValue("password"),
	})
	if r, ok := refused(err); ok {
		view.Errors, view.Message = r.fields, r.message
		return web.Page(c, r.status, private("Open an account"), views.RegisterPage(view))
	}
	if err != nil {
		return err
	}
	arrival, err := p.service.Admit(ctx, a)
	if err != nil {
		return err
	}
	web.SetFlash(c, "Welcome! Your account is open.")
	return enter(c, arrival, onward(view.Next, a.Role))
}

func (p *SignIn) logout(c echo.Context) error {
	if err := p.service.SignOut(c.Request().Context()); err != nil {
		return err
	}
	web.ClearSession(c)
	web.SetFlash(c, "You are signed out.")
	return web.SeeOther(c, href.Home())
}
