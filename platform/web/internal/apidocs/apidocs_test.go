package apidocs_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"shop/platform/web/internal/apidocs"
)

// category refers to itself, as the shop's categories do.
type category struct {
	Name     string     `json:"name" doc:"What shoppers read" example:"Lamps" maxLength:"40"`
	Kind     string     `json:"kind,omitempty" enum:"open,hidden"`
	Children []category `json:"children,omitempty"`
}

func render(t *testing.T) string {
	t.Helper()
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schema := huma.SchemaFromType(registry, reflect.TypeFor[category]())
	doc := &huma.OpenAPI{
		Info:       &huma.Info{Title: "Test API", Version: "1.2.3"},
		Components: &huma.Components{Schemas: registry},
	}
	body := map[string]*huma.MediaType{"application/json": {Schema: schema}}
	doc.AddOperation(&huma.Operation{
		Method: http.MethodPut, Path: "/api/categories/{id}", OperationID: "replace-category", Tags: []string{"Admin: Categories"},
		Summary: "Replace <a> category", Security: []map[string][]string{{"bearer": {}}},
		Parameters: []*huma.Param{
			{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "Idempotency-Key", In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "dryRun", In: "query", Description: "Only look", Schema: &huma.Schema{Type: huma.TypeBoolean, Default: false}},
		},
		RequestBody: &huma.RequestBody{Content: body},
		Responses:   map[string]*huma.Response{"200": {Description: "Done", Content: body}, "default": {Description: "A problem"}},
	})
	page, err := apidocs.Render(doc, "/docs/page.css", "/openapi.json", "https://shop.example.org")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func TestRender(t *testing.T) {
	page := render(t)
	for name, want := range map[string]string{
		"the document":               `href="/openapi.json"`,
		"the stylesheet":             `href="/docs/page.css"`,
		"the way to a group":         `<a href="#tag-admin:-categories">Admin: Categories</a>`,
		"a group":                    `<h2 id="tag-admin:-categories">`,
		"the operation":              `<span class="method PUT">PUT</span> <code>/api/categories/{id}</code>`,
		"a summary, escaped":         "Replace &lt;a&gt; category",
		"who may call it":            "signed in",
		"a parameter's default":      "Only look; default false",
		"a field's meaning":          "What shoppers read; up to 40 characters",
		"a field's choice":           "one of open hidden",
		"a field of a list":          "<code>children[].name</code>",
		"a command":                  "curl -X PUT &#39;https://shop.example.org/api/categories/ID&#39;",
		"a command's token":          "Authorization: Bearer $TOKEN",
		"a command's header":         "Idempotency-Key: IDEMPOTENCY-KEY",
		"an example from the schema": "&#34;name&#34;: &#34;Lamps&#34;",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing: %s", name, want)
		}
	}
}
