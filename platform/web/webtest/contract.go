package webtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"shop/platform/web"
)

// contract is the OpenAPI document of a server, read when first needed.
type contract struct {
	validator func() (validator.Validator, error)
	// mu: the validator's caches are not made for parallel subtests.
	mu sync.Mutex
}

func newContract(tb testing.TB, s *web.Server) *contract {
	return &contract{validator: sync.OnceValues(func() (validator.Validator, error) {
		req := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, "/openapi.json", nil)
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		document, err := libopenapi.NewDocument(rec.Body.Bytes())
		if err != nil {
			return nil, err
		}
		v, errs := validator.NewValidator(document)
		if len(errs) > 0 {
			return nil, errs[0]
		}
		if ok, faults := v.ValidateDocument(); !ok {
			return nil, fmt.Errorf("the OpenAPI document is faulty: %w", faults[0])
		}
		return v, nil
	})}
}

// check fails the test when the answer of an operation isn't what the document
// says.
func (c *contract) check(tb testing.TB, req *http.Request, res *http.Response) {
	tb.Helper()
	if !strings.HasPrefix(req.URL.Path, "/api/") && req.URL.Path != "/healthz" && req.URL.Path != "/readyz" {
		return
	}
	undocumented := res.StatusCode == http.StatusMethodNotAllowed || res.StatusCode == http.StatusNotModified ||
		req.Method == http.MethodHead || req.Method == http.MethodOptions
	if undocumented || strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	v, err := c.validator()
	if err != nil {
		tb.Fatal(err)
	}
	ok, faults := v.ValidateHttpResponse(req, res)
	if ok {
		return
	}
	if res.StatusCode == http.StatusNotFound && faults[0].IsPathMissingError() {
		return
	}
	for _, f := range faults {
		tb.Errorf("%s %s answers %d, which the OpenAPI document doesn't allow: %s: %s", req.Method, req.URL.Path, res.StatusCode, f.Message, f.Reason)
		for _, s := range f.SchemaValidationErrors {
			tb.Errorf("  %s", s.Error())
		}
	}
}
