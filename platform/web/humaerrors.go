package web

import (
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"shop/platform/fault"
)

// huma lets a program replace its errors and their words through variables of
// its package. They are set once, before any operation exists.
func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return (&exchange{}).problem(fromHuma(status, message, errs))
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, message string, errs ...error) huma.StatusError {
		x := exchangeFrom(c.Context())
		if x == nil {
			x = &exchange{}
		}
		return x.problem(fromHuma(status, message, errs))
	}
	// {"Quantity": 1} is not quantity: or both could be sent.
	huma.ValidateStrictCasing = true
	plainWords()
}

// requiredPrefix marks the one message that names its field itself.
const requiredPrefix = "is required: "

// plainWords replaces huma's words by such as follow a field's name. %.0v
// swallows an argument that would quote what was sent.
func plainWords() {
	validation.MsgUnexpectedProperty = "is not a field of this request"
	validation.MsgExpectedRequiredProperty = requiredPrefix + "%s"
	validation.MsgExpectedString = "must be text"
	validation.MsgExpectedBoolean = "must be true or false"
	validation.MsgExpectedInteger = "must be a whole number"
	validation.MsgExpectedNumber = "must be a number"
	validation.MsgExpectedArray = "must be a list"
	validation.MsgExpectedObject = "must be an object"
	validation.MsgExpectedRFC5322Email = "must be an e-mail address%.0v"
	validation.MsgExpectedRFC3986URI = "must be a web address%.0v"
	validation.MsgExpectedRFC4122UUID = "must be a UUID%.0v"
	validation.MsgExpectedRegexp = "must be a regular expression%.0v"
	validation.MsgExpectedDuration = "must be a duration%.0v"
	validation.MsgExpectedRFC3339DateTime = "must be a time such as 2026-01-31T12:00:00Z"
	validation.MsgExpectedRFC3339Date = "must be a date such as 2026-01-31"
	validation.MsgExpectedOneOf = "must be one of %s"
	validation.MsgExpectedMinimumNumber = "must be at least %v"
	validation.MsgExpectedMaximumNumber = "must be at most %v"
	validation.MsgExpectedExclusiveMinimumNumber = "must be more than %v"
	validation.MsgExpectedExclusiveMaximumNumber = "must be less than %v"
	validation.MsgExpectedMinLength = "must have at least %d characters"
	validation.MsgExpectedMaxLength = "must have at most %d characters"
	validation.MsgExpectedMinItems = "must have at least %d entries"
	validation.MsgExpectedMaxItems = "must have at most %d entries"
	validation.MsgExpectedBePattern = "must be %s"
	validation.MsgExpectedMatchPattern = "must match %s"
	validation.MsgExpectedArrayItemsUnique = "must not repeat an entry"
}

// fromHuma returns the fault behind an error of huma's. What was sent is never
// in it: a body may hold a password.
func fromHuma(status int, message string, errs []error) error {
	cause := errors.Join(errs...)
	switch status {
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return invalid(status, errs)
	case http.StatusRequestEntityTooLarge:
		return errTooLarge
	case http.StatusUnsupportedMediaType:
		return fault.New(fault.Unsupported, "media-type", "The body's media type isn't understood here; send application/json.")
	case http.StatusRequestTimeout:
		return fault.New(fault.Malformed, "slow-request", "The request took too long to arrive.")
	case http.StatusInternalServerError:
		if f := recognise(cause); f != nil {
			return f
		}
		if message == "cannot read request body" {
			return errMalformed.Because(cause)
		}
	}
	if cause == nil {
		cause = errors.New(message)
	}
	f := plain(status)
	if status == 0 {
		f = errInternal
	}
	return f.Because(cause)
}

func invalid(status int, errs []error) error {
	if status == http.StatusBadRequest {
		if len(errs) == 0 {
			return fault.New(fault.Malformed, "malformed", "The request needs a body.")
		}
		if isSyntax(errs) {
			return fault.New(fault.Malformed, "malformed", "The body is not valid JSON.")
		}
	}
	f := fault.New(fault.Invalid, "invalid", "Some of the values need another look.")
	for _, err := range errs {
		path, message := field(err)
		f = f.WithField(path, message)
	}
	return f
}

// misfit begins encoding/json's words for a value that is well-formed but
// doesn't fit, such as a number beyond all bounds.
const misfit = "json: cannot unmarshal"

// isSyntax reports whether it is the body as a whole that can't be read.
func isSyntax(errs []error) bool {
	for _, err := range errs {
		var d huma.ErrorDetailer
		if errors.As(err, &d) && d.ErrorDetail().Location == "body" {
			return !strings.HasPrefix(d.ErrorDetail().Message, misfit)
		}
	}
	return false
}

// goField finds the field in encoding/json's words for a value that doesn't
// fit its type, such as a number that is too large.
var goField = regexp.MustCompile(`^json: cannot unmarshal \S+ .*?into Go struct field [^.\s]*\.(\S+) of type`)

func field(err error) (path, message string) {
	var d huma.ErrorDetailer
	if !errors.As(err, &d) {
		return "", "is not as it should be"
	}
	detail := d.ErrorDetail()
	path = withoutPlace(detail.Location)
	message = detail.Message
	if name, required := strings.CutPrefix(message, requiredPrefix); required {
		return join(path, name), "is required"
	}
	if strings.HasPrefix(message, "required ") {
		return path, "is required"
	}
	if strings.HasPrefix(message, misfit) {
		if m := goField.FindStringSubmatch(message); m != nil {
			path = m[1]
		}
		return path, "is not as it should be"
	}
	return path, message
}

// withoutPlace drops where in the request the value was: "body.a.b" is a.b.
func withoutPlace(location string) string {
	for _, place := range []string{"body", "query", "path", "header", "cookie", "form"} {
		if location == place {
			return ""
		}
		if rest, ok := strings.CutPrefix(location, place+"."); ok {
			return rest
		}
		if rest, ok := strings.CutPrefix(location, place+"["); ok {
			return "[" + rest
		}
	}
	return location
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
