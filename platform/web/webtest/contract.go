package webtest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"shop/platform/web"
	"shop/platform/web/contracttest"
)

// newContract returns the contract of a server, read when first needed.
func newContract(tb testing.TB, s *web.Server) func() (contracttest.Contract, error) {
	return sync.OnceValues(func() (contracttest.Contract, error) {
		req := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, "/openapi.json", nil)
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		return contracttest.Load(rec.Body.Bytes())
	})
}

// check fails the test when the answer of an operation isn't what the document
// says.
func (s *Site) check(tb testing.TB, req *http.Request, res *http.Response) {
	tb.Helper()
	if !strings.HasPrefix(req.URL.Path, "/api/") && req.URL.Path != "/healthz" && req.URL.Path != "/readyz" {
		return
	}
	undocumented := res.StatusCode == http.StatusMethodNotAllowed || res.StatusCode == http.StatusNotModified ||
		req.Method == http.MethodHead || req.Method == http.MethodOptions
	if undocumented || strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return
	}
	contract, err := s.contract()
	if err != nil {
		tb.Fatal(err)
	}
	err = contract.Check(req, res)
	if err == nil || res.StatusCode == http.StatusNotFound && errors.Is(err, contracttest.ErrNoOperation) {
		return
	}
	tb.Errorf("%v", err)
}
