package web_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"shop/platform/fault"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

const validOrder = `{"email":"ada@example.org","quantity":1,"address":{"city":"London"}}`

// TestMalformedInput sends what clients get wrong, or try on purpose.
func TestMalformedInput(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(orders))
	for name, test := range map[string]struct {
		method, path, contentType, body string
		status                          int
		code                            string
		fields                          []string
	}{
		"malformed JSON":                  {body: `{"email":`, status: 400, code: "malformed"},
		"no JSON at all":                  {body: `hello`, status: 400, code: "malformed"},
		"two values":                      {body: validOrder + validOrder, status: 400, code: "malformed"},
		"no body":                         {body: ``, status: 400, code: "malformed"},
		"bytes that are no text":          {body: "\xff\xfe\x00", status: 400, code: "malformed"},
		"very deep JSON":                  {body: strings.Repeat(`[`, 20_000), status: 400, code: "malformed"},
		"null":                            {body: `null`, status: 422, fields: []string{""}},
		"a list instead of an object":     {body: `[1]`, status: 422, fields: []string{""}},
		"a string instead of an object":   {body: `"hunter2"`, status: 422, fields: []string{""}},
		"an unknown field":                {body: `{"email":"ada@example.org","quantity":1,"address":{"city":"x"},"isAdmin":true}`, status: 422, fields: []string{"isAdmin"}},
		"an unknown field within":         {body: `{"email":"ada@example.org","quantity":1,"address":{"city":"x","hunter":2}}`, status: 422, fields: []string{"address.hunter"}},
		"a field in other letters":        {body: `{"email":"ada@example.org","quantity":1,"QUANTITY":99,"address":{"city":"x"}}`, status: 422, fields: []string{"QUANTITY"}},
		"missing fields":                  {body: `{}`, status: 422, fields: []string{"address", "email", "quantity"}},
		"a missing field within":          {body: `{"email":"ada@example.org","quantity":1,"address":{}}`, status: 422, fields: []string{"address.city"}},
		"an operator object as string":    {body: `{"email":{"$ne":null},"quantity":1,"address":{"city":"x"}}`, status: 422, fields: []string{"email"}},
		"an operator object as number":    {body: `{"email":"ada@example.org","quantity":{"$gt":0},"address":{"city":"x"}}`, status: 422, fields: []string{"quantity"}},
		"an operator object within":       {body: `{"email":"ada@example.org","quantity":1,"address":{"city":{"$regex":".*"}}}`, status: 422, fields: []string{"address.city"}},
		"a number as string":              {body: `{"email":5,"quantity":1,"address":{"city":"x"}}`, status: 422, fields: []string{"email"}},
		"a string as number":              {body: `{"email":"ada@example.org","quantity":"1","address":{"city":"x"}}`, status: 422, fields: []string{"quantity"}},
		"a fraction as whole number":      {body: `{"email":"ada@example.org","quantity":1.5,"address":{"city":"x"}}`, status: 422, fields: []string{"quantity"}},
		"a number beyond all bounds":      {body: `{"email":"ada@example.org","quantity":1e300,"address":{"city":"x"}}`, status: 422, fields: []string{"quantity"}},
		"a number that is no number":      {body: `{"email":"ada@example.org","quantity":1e999,"address":{"city":"x"}}`, status: 422, fields: []string{""}},
		"a number too small":              {body: `{"email":"ada@example.org","quantity":-1,"address":{"city":"x"}}`, status: 422, fields: []string{"quantity"}},
		"a list as object":                {body: `{"email":"ada@example.org","quantity":1,"address":[]}`, status: 422, fields: []string{"address"}},
		"a null as string":                {body: `{"email":null,"quantity":1,"address":{"city":"x"}}`, status: 422, fields: []string{"email"}},
		"no e-mail address":               {body: `{"email":"hunter2","quantity":1,"address":{"city":"x"}}`, status: 422, fields: []string{"email"}},
		"a value outside its choice":      {body: `{"email":"ada@example.org","kind":"hunter2","quantity":1,"address":{"city":"x"}}`, status: 422, fields: []string{"kind"}},
		"too long a list":                 {body: `{"email":"ada@example.org","quantity":1,"address":{"city":"x","tags":["a","b","c","d"]}}`, status: 422, fields: []string{"address.tags"}},
		"a wrong entry of a list":         {body: `{"email":"ada@example.org","quantity":1,"address":{"city":"x","tags":["a",2]}}`, status: 422, fields: []string{"address.tags[1]"}},
		"a giant body":                    {body: `{"email":"` + strings.Repeat("x", 2<<20) + `"}`, status: 413, code: "too-large"},
		"a form":                          {contentType: "application/x-www-form-urlencoded", body: `email=a`, status: 415, code: "media-type"},
		"plain text":                      {contentType: "text/plain", body: validOrder, status: 415, code: "media-type"},
		"a media type that is none":       {contentType: "a;b+c", body: validOrder, status: 415, code: "media-type"},
		"an unknown query parameter":      {path: "/api/orders?debug=1", body: validOrder, status: 422, fields: []string{"debug"}},
		"an operator in a query":          {path: "/api/orders?coupon[$ne]=", body: validOrder, status: 422, fields: []string{"coupon[$ne]"}},
		"too long a query parameter":      {path: "/api/orders?coupon=hunter2", body: validOrder, status: 422, fields: []string{"coupon"}},
		"too long a path parameter":       {method: "GET", path: "/api/orders/hunter2hunter2", status: 422, fields: []string{"number"}},
		"an unknown id":                   {method: "GET", path: "/api/orders/missing", status: 404, code: "no-order"},
		"an unknown route":                {method: "GET", path: "/api/hunter2", status: 404, code: "no-such-page"},
		"an unknown route by another way": {method: "PURGE", path: "/api/hunter2", status: 404, code: "no-such-page"},
		"a wrong method":                  {method: "PUT", path: "/api/orders", body: validOrder, status: 405, code: "method-not-allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, path, contentType := or(test.method, "POST"), or(test.path, "/api/orders"), or(test.contentType, "application/json")
			req := site.Client(t).NewRequest(method, path, strings.NewReader(test.body), "Content-Type", contentType)
			res := site.Client(t).Do(req).Want(test.status)
			p := res.Problem()
			for _, member := range []string{"title", "detail", "requestId", "code"} {
				if p[member] == "" || p[member] == nil {
					t.Errorf("%s is missing from %s", member, res.Body)
				}
			}
			if p["status"] != float64(test.status) || p["code"] != or(test.code, "invalid") {
				t.Errorf("status %v, code %v", p["status"], p["code"])
			}
			if got := fieldsOf(p); !slices.Equal(got, test.fields) {
				t.Errorf("fields %q, want %q: %s", got, test.fields, res.Body)
			}
			if strings.Contains(res.Body, "hunter2") {
				t.Errorf("the answer repeats what was sent: %s", res.Body)
			}
			if !strings.Contains(site.Log.String(), fmt.Sprintf("%q:%q", "requestId", p["requestId"])) {
				t.Error("the log doesn't know the request")
			}
		})
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func fieldsOf(problem map[string]any) []string {
	list, _ := problem["errors"].([]any)
	seen := make(map[string]bool)
	for _, e := range list {
		seen[fmt.Sprint(e.(map[string]any)["field"])] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func TestMalformedInput_AllowsTheRest(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(orders))
	res := site.Client(t).JSON("POST", "/api/orders?coupon=ABC", map[string]any{
		"email": "ada@example.org", "quantity": 99, "address": map[string]any{"city": "Zürich"},
	})
	if got := strings.TrimSpace(res.Want(201).Body); got != `{"email":"ada@example.org","quantity":99}` {
		t.Error(got)
	}
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(pages), routes(orders))
	chunked := func(t *testing.T, path string, size int64) *http.Request {
		t.Helper()
		// No length is announced, so the limit is found while reading.
		body := io.MultiReader(io.LimitReader(zeros{}, size))
		return site.Client(t).NewRequest("POST", path, body, "Content-Type", "application/json")
	}
	t.Run("is a route's own", func(t *testing.T) {
		site.Client(t).Do(chunked(t, "/upload", 3<<20)).Want(200)
		site.Client(t).Do(chunked(t, "/upload", 3<<20+2)).Want(413)
	})
	t.Run("holds for a body that announces no length", func(t *testing.T) {
		site.Client(t).Do(chunked(t, "/api/orders", 2<<20)).Want(413)
	})
	t.Run("holds for a form", func(t *testing.T) {
		c := site.SignedIn(t, ada)
		req := c.NewRequest("POST", "/account", io.LimitReader(zeros{}, 2<<20), "Content-Type", "application/x-www-form-urlencoded")
		c.Do(req).Want(413)
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

func TestFaults(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(orders), routes(pages))
	for kind, want := range map[string]int{
		"missing": 404, "soldout": 409, "busy": 503, "plain": 500, "defect": 500, "late": 503, "panic": 500, "two": 422,
	} {
		t.Run(kind+" is told as a problem and as a page", func(t *testing.T) {
			api := site.Client(t).Get("/api/orders/" + kind).Want(want)
			api.Problem()
			page := site.Client(t).Get("/fail/" + kind).Want(want)
			if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") || !strings.Contains(page.Body, "<header") {
				t.Errorf("no page: %s", page.Body)
			}
			for _, res := range []*webtest.Response{api, page} {
				if strings.Contains(res.Body, "hunter2") {
					t.Errorf("it leaks: %s", res.Body)
				}
				if got := res.Header.Get("Cache-Control"); got != "no-store" {
					t.Errorf("Cache-Control = %q", got)
				}
			}
		})
	}
	t.Run("have their details as members", func(t *testing.T) {
		p := site.Client(t).Get("/api/orders/soldout").Problem()
		if p["available"] != 2.0 || p["code"] != "sold-out" || p["status"] != 409.0 {
			t.Error(p)
		}
	})
	t.Run("say when to come back", func(t *testing.T) {
		for _, path := range []string{"/api/orders/busy", "/fail/busy"} {
			if got := site.Client(t).Get(path).Header.Get("Retry-After"); got != "2" {
				t.Errorf("%s: Retry-After = %q", path, got)
			}
		}
	})
	t.Run("name the request as the log does", func(t *testing.T) {
		res := site.Client(t).Get("/fail/plain")
		id := res.Header.Get("X-Request-Id")
		if id == "" || !strings.Contains(res.Body, id) {
			t.Errorf("the page doesn't name request %q", id)
		}
	})
}

func TestLog(t *testing.T) {
	t.Parallel()
	for path, level := range map[string]string{
		"/api/orders/plain": "ERROR", "/fail/plain": "ERROR", "/broken": "ERROR", "/fail/panic": "ERROR",
		"/api/orders/soldout": "INFO", "/fail/soldout": "INFO",
	} {
		t.Run("tells of "+path+" once, with its cause", func(t *testing.T) {
			t.Parallel()
			site := webtest.New(t, routes(orders), routes(pages))
			site.Client(t).Get(path)
			log := site.Log.String()
			if n := strings.Count(log, "\n"); n != 1 {
				t.Errorf("%d lines: %s", n, log)
			}
			if n := strings.Count(log, "hunter2"); n != 1 {
				t.Errorf("the cause is told %d times: %s", n, log)
			}
			if !strings.Contains(log, `"level":"`+level+`"`) {
				t.Errorf("not at level %s: %s", level, log)
			}
		})
	}
	t.Run("holds no query and no secret of a path", func(t *testing.T) {
		t.Parallel()
		site := webtest.New(t, routes(pages))
		site.Client(t).Get("/?token=hunter2")
		site.Client(t).Get("/reset/hunter2")
		site.Client(t).Get("/reset/hunter2", "Accept-Encoding", "gzip")
		if log := site.Log.String(); strings.Contains(log, "hunter2") || !strings.Contains(log, "/reset/:token") {
			t.Error(log)
		}
	})
	t.Run("is quiet about assets", func(t *testing.T) {
		t.Parallel()
		site := webtest.New(t)
		site.Client(t).Get("/healthz").Want(200)
		if log := site.Log.String(); log != "" {
			t.Error(log)
		}
	})
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(orders), routes(pages))
	t.Run("get the error page, as the caller they are", func(t *testing.T) {
		res := site.SignedIn(t, ada).Get("/nowhere").Want(404)
		if !strings.Contains(res.Body, "404") || !strings.Contains(res.Body, `data-account="Ada"`) {
			t.Error(res.Body)
		}
	})
	t.Run("tell which methods there are", func(t *testing.T) {
		res := site.Client(t).JSON("PATCH", "/api/orders", nil).Want(405)
		allow := res.Header.Get("Allow")
		for _, method := range []string{"GET", "HEAD", "POST"} {
			if !strings.Contains(allow, method) {
				t.Errorf("Allow = %q, without %s", allow, method)
			}
		}
	})
	t.Run("are found by HEAD where GET finds them", func(t *testing.T) {
		head := site.Client(t).Do(site.Client(t).NewRequest("HEAD", "/", nil)).Want(200)
		get := site.Client(t).Get("/")
		if head.Body != "" || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") {
			t.Errorf("%q, %v", head.Body, head.Header)
		}
		site.Client(t).Do(site.Client(t).NewRequest("HEAD", "/nowhere", nil)).Want(404)
		if !strings.Contains(site.Log.String(), `"method":"HEAD"`) {
			t.Error("the log knows no HEAD")
		}
	})
}

func TestStatusOf(t *testing.T) {
	for want, err := range map[int]error{
		200: nil,
		409: fmt.Errorf("deep within: %w", errSoldOut),
		500: errors.New("unforeseen"),
		413: fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 1}),
		418: echo.NewHTTPError(http.StatusTeapot, secret),
	} {
		if got := web.StatusOf(err); got != want {
			t.Errorf("StatusOf(%v) = %d, want %d", err, got, want)
		}
	}
}

func TestFieldErrors(t *testing.T) {
	err := fmt.Errorf("checkout: %w", fault.New(fault.Invalid, "invalid", "x").WithField("a", "first").WithField("a", "second").WithField("b.c", "other"))
	if got := web.FieldErrors(err); !maps.Equal(got, map[string]string{"a": "first", "b.c": "other"}) {
		t.Error(got)
	}
	if got := web.FieldErrors(errSoldOut); got != nil {
		t.Errorf("%v for an error without fields", got)
	}
}
