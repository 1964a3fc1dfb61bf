package apidocs

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

func (r reader) operation(method, path string, op *huma.Operation) operation {
	o := operation{
		Anchor:      op.OperationID,
		Method:      method,
		Path:        path,
		Summary:     op.Summary,
		Description: op.Description,
		SignedIn:    len(op.Security) > 0,
	}
	for _, p := range op.Parameters {
		o.Parameters = append(o.Parameters, field{
			Name: p.Name, In: p.In, Type: r.schema.typeOf(p.Schema),
			Notes: notes(p.Description, p.Schema), Required: p.Required,
		})
	}
	media, body := content(op.RequestBody)
	if body != nil {
		o.Body = r.schema.fields(body)
		if len(o.Body) == 0 {
			o.BodyNote = media
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		o.Responses = append(o.Responses, r.response(status, op.Responses[status]))
	}
	o.Curl = r.curl(method, path, op, media, body)
	return o
}

func content(b *huma.RequestBody) (string, *huma.Schema) {
	if b == nil {
		return "", nil
	}
	return first(b.Content)
}

func first(content map[string]*huma.MediaType) (string, *huma.Schema) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		return media, content[media].Schema
	}
	return "", nil
}

func (r reader) response(status string, res *huma.Response) response {
	media, schema := first(res.Content)
	v := response{Status: status, Description: res.Description, MediaType: media}
	if status == "default" {
		// The same for every operation, so it is told once, in the introduction.
		v.Status = "4xx, 5xx"
		return v
	}
	if schema == nil {
		return v
	}
	v.Fields = r.schema.fields(schema)
	if media == "application/json" {
		v.Example = indented(r.schema.example(schema, 0))
	}
	return v
}

func indented(example any) string {
	b, err := json.MarshalIndent(example, "", "  ")
	if err != nil {
		return ""
	}
	return string(b)
}

// curl returns a command that calls the operation with example values.
func (r reader) curl(method, path string, op *huma.Operation, media string, body *huma.Schema) string {
	query := ""
	for _, p := range op.Parameters {
		value := fmt.Sprint(r.schema.parameter(p))
		switch {
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", value)
		case p.In == "query" && p.Required:
			query += "&" + p.Name + "=" + value
		}
	}
	if query != "" {
		path += "?" + query[1:]
	}
	lines := []string{"curl -X " + method + " '" + r.base + path + "'"}
	if method == "GET" {
		lines[0] = "curl '" + r.base + path + "'"
	}
	if len(op.Security) > 0 {
		lines = append(lines, `-H "Authorization: Bearer $TOKEN"`)
	}
	for _, p := range op.Parameters {
		if p.In == "header" && p.Required {
			lines = append(lines, fmt.Sprintf("-H '%s: %v'", p.Name, r.schema.parameter(p)))
		}
	}
	if body != nil && media == "application/json" {
		b, err := json.Marshal(r.schema.example(body, 0))
		if err == nil {
			lines = append(lines, "--json '"+strings.ReplaceAll(string(b), "'", `'\''`)+"'")
		}
	}
	return strings.Join(lines, " \\\n  ")
}
