package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what sort of failure it is, and so which status a caller gets.
type Kind uint8

// The kinds, with the HTTP status platform/web answers for each.
const (
	Internal        Kind = iota // 500: a defect or an outage nobody foresaw
	Malformed                   // 400: the request can't be read at all
	Unauthenticated             // 401: sign in first
	Forbidden                   // 403: signed in, but not allowed
	NotFound                    // 404
	Conflict                    // 409: right request, wrong moment
	TooLarge                    // 413
	Unsupported                 // 415: a media type that isn't understood
	Invalid                     // 422: readable, but a value is wrong
	TooMany                     // 429: a rate limit
	Unavailable                 // 503: a dependency is away, try again
)

// Field is one wrong value: where it is, and what to do about it.
type Field struct {
	// Path is the field's JSON path, such as "shippingAddress.postalCode".
	Path string `json:"field"`
	// Message is a sentence a person understands.
	Message string `json:"message"`
}

// Error is a failure with a kind, words for its audience and a cause.
type Error struct {
	Kind Kind
	// Code is a stable name for programs, in kebab case: "sold-out".
	Code string
	// Message is a sentence for people. It holds no secret and no internals.
	Message string
	// Fields are the values at fault, where there are any.
	Fields []Field
	// Details are further facts for programs, such as how many units are left.
	Details map[string]any
	// RetryAfter tells when another try makes sense; zero means unknown.
	RetryAfter time.Duration

	cause error
}

// New returns an error of the given kind without a cause.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Wrap returns an error of the given kind that keeps cause for the log and for
// [errors.Is] and [errors.As].
func Wrap(cause error, kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message, cause: cause}
}

// Error returns the message followed by the fields and the cause, for logs.
func (e *Error) Error() string {
	var s strings.Builder
	s.WriteString(e.Message)
	for _, f := range e.Fields {
		fmt.Fprintf(&s, " [%s: %s]", f.Path, f.Message)
	}
	if e.cause != nil {
		s.WriteString(": " + e.cause.Error())
	}
	return s.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a fault of the same kind and code, so that a
// contract can declare an error once and callers can compare with [errors.Is]
// whatever details the actual one carries.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Code == e.Code
}

// Because returns a copy of e that keeps cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// WithMessage returns a copy of e with another sentence for people.
func (e *Error) WithMessage(format string, args ...any) *Error {
	c := *e
	c.Message = fmt.Sprintf(format, args...)
	return &c
}

// WithField returns a copy of e that names one more wrong value.
func (e *Error) WithField(path, message string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Path: path, Message: message})
	return &c
}

// WithDetail returns a copy of e with one more fact for programs.
func (e *Error) WithDetail(name string, value any) *Error {
	c := *e
	c.Details = make(map[string]any, len(e.Details)+1)
	for k, v := range e.Details {
		c.Details[k] = v
	}
	c.Details[name] = value
	return &c
}

// WithRetryAfter returns a copy of e that says when to try again.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// KindOf returns the kind of the outermost fault in err's chain, and
// [Internal] where there is none. KindOf(nil) is Internal too: ask only about
// errors.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Fields gathers wrong values, so that a form gets all of them at once.
// The zero value is ready to use.
type Fields struct{ list []Field }

// Add notes one wrong value.
func (f *Fields) Add(path, message string) {
	f.list = append(f.list, Field{Path: path, Message: message})
}

// Merge adds the fields of err, where it is a fault that has some, each path
// put behind prefix. It returns err when err is anything else.
func (f *Fields) Merge(prefix string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	for _, x := range e.Fields {
		f.Add(prefix+x.Path, x.Message)
	}
	return nil
}

// Err returns an [Invalid] error naming all noted values, or nil if there are
// none.
func (f *Fields) Err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{
		Kind:    Invalid,
		Code:    "invalid",
		Message: "Some of the values need another look.",
		Fields:  f.list,
	}
}
