package web

import (
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"shop/platform/fault"
)

// statuses has one status per kind of fault.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Malformed:       http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Unsupported:     http.StatusUnsupportedMediaType,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// statusClientGone is nginx's number for a client that left before the answer;
// only the log sees it.
const statusClientGone = 499

// The failures of HTTP itself.
var (
	errInternal  = fault.New(fault.Internal, "internal", "Something went wrong on our side. It has been recorded; please try again.")
	errNotFound  = fault.New(fault.NotFound, "no-such-page", "There is nothing at this address.")
	errTooLarge  = fault.New(fault.TooLarge, "too-large", "The request is larger than is allowed here.")
	errMalformed = fault.New(fault.Malformed, "malformed", "The request can't be read.")
	errTimeout   = fault.New(fault.Unavailable, "timeout", "This took too long. Please try again.")
	errCrossSite = fault.New(fault.Forbidden, "cross-site", "This form was sent from another site. Please reload the page and try again.")
)

// StatusOf returns the HTTP status that err is answered with: that of a
// fault's kind, 500 for any error nobody foresaw, and 200 for nil.
func StatusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	status, _ := translate(err)
	return status
}

// FieldErrors returns the wrong values that err names, by path, for showing
// them beside the fields of a form; nil when it names none.
func FieldErrors(err error) map[string]string {
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) == 0 {
		return nil
	}
	fields := make(map[string]string, len(f.Fields))
	for _, field := range f.Fields {
		if _, first := fields[field.Path]; !first {
			fields[field.Path] = field.Message
		}
	}
	return fields
}

// translate returns what the caller is told of err. Only a fault's own words
// are passed on; any other error's text may hold internals.
func translate(err error) (int, *fault.Error) {
	var p *Problem
	if errors.As(err, &p) {
		return p.Status, p.fault
	}
	var f *fault.Error
	if errors.As(err, &f) {
		if f.Kind == fault.Internal {
			return http.StatusInternalServerError, errInternal
		}
		return statuses[f.Kind], f
	}
	if f := recognise(err); f != nil {
		return statuses[f.Kind], f
	}
	var h *echo.HTTPError
	if errors.As(err, &h) {
		return h.Code, plain(h.Code)
	}
	var s huma.StatusError
	if errors.As(err, &s) {
		return s.GetStatus(), plain(s.GetStatus())
	}
	if errors.Is(err, context.Canceled) {
		return statusClientGone, errTimeout
	}
	return http.StatusInternalServerError, errInternal
}

// recognise returns the fault behind an error of the standard library.
func recognise(err error) *fault.Error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), errors.Is(err, multipart.ErrMessageTooLarge):
		return errTooLarge
	case errors.Is(err, context.DeadlineExceeded):
		return errTimeout
	case errors.Is(err, http.ErrNotMultipart), errors.Is(err, http.ErrMissingBoundary):
		return errMalformed
	}
	return nil
}

// plain returns the words for a status that came without any.
func plain(status int) *fault.Error {
	switch {
	case status == http.StatusNotFound:
		return errNotFound
	case status == http.StatusMethodNotAllowed:
		return &fault.Error{Kind: fault.Malformed, Code: "method-not-allowed", Message: "This address doesn't understand that method."}
	case status >= http.StatusInternalServerError:
		return errInternal
	}
	for kind, s := range statuses {
		if s == status {
			return &fault.Error{Kind: kind, Code: codeOf(status), Message: errMalformed.Message}
		}
	}
	return &fault.Error{Kind: fault.Malformed, Code: codeOf(status), Message: errMalformed.Message}
}

func codeOf(status int) string { return fmt.Sprintf("http-%d", status) }
