package pages

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/platform/fault"
	"shop/platform/money"
	"shop/platform/web"
	"shop/views/ui"
)

// sentence returns what a person is told of a refusal where there is no field
// to tell it beside. It returns false for what isn't the form's to tell, such
// as an outage: then the error page does.
func sentence(err error) (string, bool) {
	var f *fault.Error
	if !errors.As(err, &f) {
		return "", false
	}
	switch f.Kind {
	case fault.Invalid, fault.Conflict, fault.NotFound:
	case fault.Unavailable:
		if f.RetryAfter == 0 {
			return "", false
		}
	default:
		return "", false
	}
	if len(f.Fields) == 0 {
		return f.Message, true
	}
	var said []string
	for _, field := range f.Fields {
		said = append(said, field.Message)
	}
	return strings.Join(said, " "), true
}

// quantity reads a number of units; what is no number is none that is allowed.
func quantity(c echo.Context) int {
	n, err := strconv.Atoi(strings.TrimSpace(c.FormValue("quantity")))
	if err != nil {
		return -1
	}
	return n
}

// formVersion reads the version a form was filled from; what is no number is
// none that was ever read.
func formVersion(text string) *int64 {
	version, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		version = -1
	}
	return &version
}

// storedForm is the form of what was read in that version.
func storedForm(version int64) ui.Form { return ui.Form{Version: strconv.FormatInt(version, 10)} }

// refuse tells in a form why it can't be stored: by field what is wrong, or
// that somebody else was faster, for which conflict is the service's error. The
// version is then the latest, so that saving again overwrites knowingly. It
// returns what isn't the form's to tell.
func refuse(form *ui.Form, err, conflict error, latest func() (int64, error)) error {
	switch {
	case fault.KindOf(err) == fault.Invalid:
		form.Errors = web.FieldErrors(err)
	case errors.Is(err, conflict):
		version, readErr := latest()
		if readErr != nil {
			return readErr
		}
		form.Version = strconv.FormatInt(version, 10)
		form.Message, _ = sentence(err)
	default:
		return err
	}
	return nil
}

// renamed are the errors by the form's names of what they are about.
func renamed(told map[string]string, name func(path string) string) map[string]string {
	by := map[string]string{}
	for path, text := range told {
		by[name(path)] = text
	}
	return by
}

// typedAmount reads an amount with a point or a comma. Errors: fault.Invalid.
func typedAmount(text, currency string) (money.Money, error) {
	amount, err := money.Parse(strings.ReplaceAll(text, ",", "."), currency)
	if err != nil {
		return money.Money{}, fault.New(fault.Invalid, "invalid", "Please enter an amount such as 12.50.").Because(err)
	}
	return amount, nil
}

func pageNumber(address url.Values) int {
	n, err := strconv.Atoi(address.Get("page"))
	if err != nil {
		return 1
	}
	return n
}

// private is the head of a page that is nobody else's business.
func private(title string) web.Head { return web.Head{Title: title, NoIndex: true} }

func adminHead(title, section string) web.Head {
	return web.Head{Title: title, Area: web.Admin, Section: section, NoIndex: true}
}
