package web

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
)

// Operation adds an operation of the JSON API, which is described by op and by
// the types of its input and output and so appears in /openapi.json. op.Path
// has OpenAPI's syntax: "/api/products/{idOrSlug}". A body holds up to 1 MB,
// or op.MaxBodyBytes; one that may take long to arrive has op.BodyReadTimeout
// for that. It panics when the route exists.
func Operation[I, O any](r *Router, g Guard, op huma.Operation, h func(context.Context, *I) (*O, error)) {
	r.addOperation(g, kindOperation, &op)
	huma.Register(r.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, exchangeFrom(ctx).problem(err)
		}
		return out, nil
	})
	if rt := r.routes[routeKey{op.Method, echoPath(op.Path)}]; rt.stored {
		rt.params = r.queryOf(&op)
	}
}

// taggedKey marks an operation in its metadata.
const taggedKey = "web.tagged"

// Tagged returns op as one whose answers carry an ETag of their content, and
// that answers 304 when the caller has that content already.
func Tagged(op huma.Operation) huma.Operation {
	if op.Metadata == nil {
		op.Metadata = make(map[string]any)
	}
	op.Metadata[taggedKey] = true
	op.Parameters = append(op.Parameters, &huma.Param{
		Name: "If-None-Match", In: "header", Description: "The ETag of an earlier answer",
		Schema: &huma.Schema{Type: huma.TypeString},
	})
	if op.Responses == nil {
		op.Responses = make(map[string]*huma.Response)
	}
	op.Responses["304"] = &huma.Response{Description: "Nothing changed since the answer with that ETag"}
	return op
}

// limitKey names an operation's limit in its metadata.
const limitKey = "web.limit"

// LimitedOperation returns op as one whose requests count under the limit of
// that name, too, besides that of all operations: see [Limited].
func LimitedOperation(name string, op huma.Operation) huma.Operation {
	if op.Metadata == nil {
		op.Metadata = make(map[string]any)
	}
	op.Metadata[limitKey] = name
	return op
}

// addOperation notes the route and completes what all operations share.
func (r *Router) addOperation(g Guard, kind string, op *huma.Operation) {
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = defaultMaxBody
	}
	tagged, _ := op.Metadata[taggedKey].(bool)
	stored, _ := op.Metadata[storedKey].(bool)
	limit, _ := op.Metadata[limitKey].(string)
	r.add(&route{
		method: op.Method, path: echoPath(op.Path), guard: g, kind: kind, tagged: tagged, stored: stored, limit: limit,
	}, MaxBody(op.MaxBodyBytes), Timeout(defaultTimeout+op.BodyReadTimeout))
	if op.OperationID == "" {
		op.OperationID = huma.GenerateOperationID(op.Method, op.Path, struct{}{})
	}
	if op.Summary == "" {
		op.Summary = huma.GenerateSummary(op.Method, op.Path, struct{}{})
	}
	if op.Responses == nil {
		op.Responses = make(map[string]*huma.Response)
	}
	if op.Responses["default"] == nil {
		op.Responses["default"] = r.problemResponse()
	}
	if g == SignedIn || g == StaffOnly {
		op.Security = []map[string][]string{{"bearer": {}}, {"session": {}}}
	}
}

func (r *Router) problemResponse() *huma.Response {
	return &huma.Response{
		Description: "A problem",
		Content: map[string]*huma.MediaType{
			problemType: {Schema: schemaOf[Problem](r)},
		},
	}
}

// ResponseOf documents a further answer of an operation, with a body of type T,
// for huma.Operation.Responses.
func ResponseOf[T any](r *Router, description string) *huma.Response {
	return &huma.Response{
		Description: description,
		Content:     map[string]*huma.MediaType{"application/json": {Schema: schemaOf[T](r)}},
	}
}

func schemaOf[T any](r *Router) *huma.Schema {
	t := reflect.TypeFor[T]()
	return r.api.OpenAPI().Components.Schemas.Schema(t, true, t.Name())
}

// echoPath turns "/a/{b}" into "/a/:b".
func echoPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// newAPI returns the API without huma's own pages: its reader loads a script
// from elsewhere.
func newAPI(e *echo.Echo, o Options) huma.API {
	prefix := "#/components/schemas/"
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "Shop API",
				Version:     o.Version,
				Description: "Browse, fill a cart, pay and follow the order; and, for staff, run the shop. Money is in minor units, times are RFC 3339 in UTC, failures are RFC 9457 problem JSON.",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry(prefix, schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"bearer":  {Type: "http", Scheme: "bearer", Description: "The token that POST /api/auth/login returns"},
					"session": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "The cookie that browsers get"},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
	if o.BaseURL != "" {
		config.Servers = []*huma.Server{{URL: o.BaseURL}}
	}
	return humaecho.NewV4(e, config)
}

var jsonFormat = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: json.Unmarshal}

// schemaName names a module's types after the module, so that two modules may
// both have a Line.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	rest, ok := strings.CutPrefix(t.PkgPath(), "shop/modules/")
	if !ok || t.Name() == "" {
		return name
	}
	module, _, _ := strings.Cut(rest, "/")
	return strings.ToUpper(module[:1]) + module[1:] + name
}

// openAPI serves the document. It is written once: all routes are known before
// the first request.
func (s *Server) openAPI() echo.HandlerFunc {
	document := sync.OnceValues(func() ([]byte, error) { return json.Marshal(s.api.OpenAPI()) })
	return func(c echo.Context) error {
		b, err := document()
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "application/json", b)
	}
}
