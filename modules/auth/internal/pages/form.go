package pages

import (
	"errors"

	"github.com/labstack/echo/v4"

	"shop/modules/auth"
	"shop/modules/auth/internal/signin"
	"shop/platform/fault"
	"shop/platform/web"
)

// refusal is what a form says of why it was refused.
type refusal struct {
	status  int
	fields  map[string]string
	message string
}

// refused returns what the form says about err. It returns false for what isn't
// the form's to tell, such as an outage: then the error page does.
func refused(err error) (refusal, bool) {
	r := refusal{status: web.StatusOf(err)}
	var f *fault.Error
	if !errors.As(err, &f) {
		return r, false
	}
	switch {
	case errors.Is(err, auth.ErrEmailTaken):
		r.fields = map[string]string{"email": f.Message}
	case f.Kind == fault.Invalid && len(f.Fields) > 0:
		r.fields = web.FieldErrors(err)
	case f.Kind == fault.Conflict, errors.Is(err, signin.ErrWrong):
		r.message = f.Message
	default:
		return r, false
	}
	return r, true
}

// private is the head of a page that is nobody else's business.
func private(title string) web.Head { return web.Head{Title: title, NoIndex: true} }

// enter gives the browser the session of somebody who has just signed in, and
// sends them to next, or to where they most likely want to be.
func enter(c echo.Context, a signin.Arrival, next string) error {
	web.SetSession(c, a.Token, a.ExpiresAt)
	if a.Settled {
		web.ClearGuest(c)
	}
	return web.SeeOther(c, next)
}
