package webtest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"shop/platform/web"
	"shop/platform/web/webtest"
)

// recorder is a test whose failures are looked at instead of shown.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

type output struct {
	Status int
	Body   struct {
		Count any `json:"count"`
	}
}

// counter promises a number from 1 to 9 and answers what it is asked for.
type counter struct{}

func (counter) Routes(r *web.Router) {
	op := huma.Operation{Method: "GET", Path: "/api/count/{answer}", Responses: map[string]*huma.Response{
		"200": {Description: "A number", Content: map[string]*huma.MediaType{"application/json": {
			Schema: &huma.Schema{Type: "object", Required: []string{"count"}, Properties: map[string]*huma.Schema{
				"count": {Type: "integer", Maximum: new(9.0)},
			}},
		}}},
	}}
	type input struct {
		Answer string `path:"answer"`
	}
	web.Operation(r, web.Public, op, func(_ context.Context, in *input) (*output, error) {
		out := &output{Status: 200}
		out.Body.Count = map[string]any{"right": 5, "text": "five", "large": 10}[in.Answer]
		return out, nil
	})
}

// TestContract shows that an answer other than the document says fails a test.
func TestContract(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, counter{})
	for answer, fails := range map[string]bool{"right": false, "text": true, "large": true, "missing": true} {
		r := &recorder{TB: t}
		site.Client(r).Get("/api/count/" + answer).Want(200)
		if got := len(r.failures) > 0; got != fails {
			t.Errorf("%s: failures %q", answer, r.failures)
		}
		if fails && !strings.Contains(r.failures[0], "GET /api/count/"+answer) {
			t.Errorf("%s: %q doesn't name the request", answer, r.failures[0])
		}
	}
}
