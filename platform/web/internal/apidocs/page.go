package apidocs

import (
	"bytes"
	"context"
	_ "embed"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"
)

// Stylesheet is the page's, in CSS.
//
//go:embed page.css
var Stylesheet []byte

// Render returns the page for a document. The stylesheet is linked from
// stylesheetURL, the document from documentURL; base stands before the paths
// in the example commands.
func Render(doc *huma.OpenAPI, stylesheetURL, documentURL, base string) ([]byte, error) {
	v := view{
		Title:         doc.Info.Title,
		Version:       doc.Info.Version,
		Description:   doc.Info.Description,
		StylesheetURL: stylesheetURL,
		DocumentURL:   documentURL,
		Groups:        newReader(doc, base).groups(),
	}
	var buf bytes.Buffer
	if err := page(v).Render(context.Background(), &buf); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// problem is an example of what a failure is answered with.
const problem = `{
  "type": "about:blank",
  "title": "Unprocessable Entity",
  "status": 422,
  "detail": "Some of the values need another look.",
  "code": "invalid",
  "requestId": "6f1d2c3b4a596877",
  "errors": [{"field": "quantity", "message": "must be at least 1"}]
}`

type view struct {
	Title, Version, Description string
	StylesheetURL, DocumentURL  string
	Groups                      []group
}

// group is the operations of one tag.
type group struct {
	Name, Anchor string
	Operations   []operation
}

type operation struct {
	Anchor, Method, Path string
	Summary, Description string
	SignedIn             bool
	Parameters           []field
	Body                 []field
	// BodyNote says what a body is that has no fields, such as a file.
	BodyNote  string
	Responses []response
	Curl      string
}

type field struct {
	Name, In, Type, Notes string
	Required              bool
}

type response struct {
	Status, Description, MediaType string
	Fields                         []field
	Example                        string
}

type reader struct {
	doc    *huma.OpenAPI
	base   string
	schema schemas
}

func newReader(doc *huma.OpenAPI, base string) reader {
	return reader{doc: doc, base: base, schema: schemas{doc.Components.Schemas}}
}

func (r reader) groups() []group {
	byTag := make(map[string][]operation)
	for path, item := range r.doc.Paths {
		for method, op := range methods(item) {
			tag := "Other"
			if len(op.Tags) > 0 {
				tag = op.Tags[0]
			}
			byTag[tag] = append(byTag[tag], r.operation(method, path, op))
		}
	}
	groups := make([]group, 0, len(byTag))
	for tag, ops := range byTag {
		slices.SortFunc(ops, func(a, b operation) int {
			if c := strings.Compare(a.Path, b.Path); c != 0 {
				return c
			}
			return methodOrder(a.Method) - methodOrder(b.Method)
		})
		groups = append(groups, group{Name: tag, Anchor: "tag-" + slug(tag), Operations: ops})
	}
	slices.SortFunc(groups, func(a, b group) int { return strings.Compare(a.Name, b.Name) })
	return groups
}

func methods(item *huma.PathItem) map[string]*huma.Operation {
	all := map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
	}
	for method, op := range all {
		if op == nil {
			delete(all, method)
		}
	}
	return all
}

func methodOrder(method string) int {
	return slices.Index([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, method)
}

func slug(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "-") }

// fragment links to a part of the page. It is safe whatever the part is called,
// while templ would take what stands before a colon for a scheme.
func fragment(anchor string) templ.SafeURL { return templ.SafeURL("#" + anchor) }
