package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"shop/platform/fault"
)

// Problem is a failure as RFC 9457 problem JSON. A fault's details are further
// members beside these.
type Problem struct { //nolint:errname // RFC 9457 calls it so, and the API's schema is named after it
	Type   string `json:"type" doc:"Always about:blank: the status and the code tell the problem" example:"about:blank"`
	Title  string `json:"title" doc:"The status in words" example:"Unprocessable Entity"`
	Status int    `json:"status" doc:"The HTTP status" example:"422"`
	Detail string `json:"detail" doc:"What is wrong, in a sentence for people"`
	Code   string `json:"code" doc:"What is wrong, for programs" example:"invalid"`
	// RequestID finds the request in the log.
	RequestID string        `json:"requestId" doc:"Names the request in the shop's log"`
	Errors    []fault.Field `json:"errors,omitempty" doc:"The values at fault"`

	fault   *fault.Error
	headers http.Header
}

// problem returns what the caller is told of err, and remembers err for the
// request's line in the log.
func (x *exchange) problem(err error) *Problem {
	x.err = err
	status, f := translate(err)
	p := &Problem{
		Type:      "about:blank",
		Title:     title(status),
		Status:    status,
		Detail:    f.Message,
		Code:      f.Code,
		RequestID: x.id,
		Errors:    f.Fields,
		fault:     f,
		headers:   make(http.Header),
	}
	if f.RetryAfter > 0 {
		p.headers.Set("Retry-After", strconv.Itoa(seconds(f.RetryAfter)))
	}
	if status == http.StatusUnauthorized {
		p.headers.Set("WWW-Authenticate", `Bearer realm="shop"`)
	}
	return p
}

func title(status int) string {
	if t := http.StatusText(status); t != "" {
		return t
	}
	return "Error"
}

// Error implements error; huma asks for it.
func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

// GetStatus implements [huma.StatusError].
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements [huma.HeadersError].
func (p *Problem) GetHeaders() http.Header { return p.headers }

const problemType = "application/problem+json"

// ContentType implements [huma.ContentTypeFilter].
func (p *Problem) ContentType(string) string { return problemType }

// MarshalJSON adds the fault's details as members of their own.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	head, err := json.Marshal((*plain)(p))
	if err != nil || p.fault == nil || len(p.fault.Details) == 0 {
		return head, err
	}
	details := maps.Clone(p.fault.Details)
	for _, taken := range []string{"type", "title", "status", "detail", "code", "requestId", "errors"} {
		delete(details, taken)
	}
	tail, err := json.Marshal(details)
	if err != nil || len(tail) <= len("{}") {
		return head, err
	}
	return append(append(head[:len(head)-1], ','), tail[1:]...), nil
}

// TransformSchema implements [huma.SchemaTransformer]: details are members
// that no schema lists.
func (p *Problem) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.AdditionalProperties = true
	s.Description = strings.TrimSpace("A failure as RFC 9457 has it. " + s.Description)
	return s
}
