package apidocs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// schemas reads schemas, following references.
type schemas struct{ registry huma.Registry }

// maxDepth ends what refers to itself, such as a tree of categories.
const maxDepth = 6

func (s schemas) resolve(schema *huma.Schema) *huma.Schema {
	for schema != nil && schema.Ref != "" {
		schema = s.registry.SchemaFromRef(schema.Ref)
	}
	return schema
}

// fields lists an object's fields, those of objects within it by their path.
func (s schemas) fields(schema *huma.Schema) []field {
	return s.fieldsUnder("", schema, 0)
}

func (s schemas) fieldsUnder(prefix string, schema *huma.Schema, depth int) []field {
	schema = s.resolve(schema)
	if schema == nil || depth > maxDepth/2 {
		return nil
	}
	if schema.Type == huma.TypeArray {
		return s.fieldsUnder(prefix+"[]", schema.Items, depth+1)
	}
	var list []field
	for _, name := range sortedNames(schema) {
		property := schema.Properties[name]
		path := strings.TrimPrefix(prefix+"."+name, ".")
		list = append(list, field{
			Name: path, Type: s.typeOf(property), Notes: notes("", s.described(property)),
			Required: slices.Contains(schema.Required, name),
		})
		list = append(list, s.fieldsUnder(path, property, depth+1)...)
	}
	return list
}

// described returns the schema that carries the words: the property's own, or
// the one it refers to.
func (s schemas) described(schema *huma.Schema) *huma.Schema {
	if schema.Description != "" {
		return schema
	}
	return s.resolve(schema)
}

func sortedNames(schema *huma.Schema) []string {
	names := make([]string, 0, len(schema.Properties))
	for name := range schema.Properties {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		ra, rb := slices.Contains(schema.Required, a), slices.Contains(schema.Required, b)
		if ra != rb {
			if ra {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return names
}

func (s schemas) typeOf(schema *huma.Schema) string {
	schema = s.resolve(schema)
	switch {
	case schema == nil:
		return "any"
	case schema.Type == huma.TypeArray:
		return s.typeOf(schema.Items) + "[]"
	case schema.Format != "":
		return schema.Type + " (" + schema.Format + ")"
	case schema.Type == "":
		return "any"
	}
	return schema.Type
}

// notes tells a value's meaning and bounds.
func notes(description string, schema *huma.Schema) string {
	if schema == nil {
		return description
	}
	if description == "" {
		description = schema.Description
	}
	var parts []string
	if description != "" {
		parts = append(parts, description)
	}
	if len(schema.Enum) > 0 {
		parts = append(parts, "one of "+strings.Trim(fmt.Sprint(schema.Enum), "[]"))
	}
	bound := func(word string, value *float64) {
		if value != nil {
			parts = append(parts, word+" "+strconv.FormatFloat(*value, 'f', -1, 64))
		}
	}
	bound("at least", schema.Minimum)
	bound("at most", schema.Maximum)
	if schema.MaxLength != nil {
		parts = append(parts, fmt.Sprintf("up to %d characters", *schema.MaxLength))
	}
	if schema.Default != nil {
		parts = append(parts, fmt.Sprintf("default %v", schema.Default))
	}
	return strings.Join(parts, "; ")
}

func (s schemas) parameter(p *huma.Param) any {
	if p.Example != nil {
		return p.Example
	}
	if example := s.example(p.Schema, 0); example != "string" {
		return example
	}
	return strings.ToUpper(p.Name)
}

// example makes up a value of the schema.
func (s schemas) example(schema *huma.Schema, depth int) any {
	schema = s.resolve(schema)
	switch {
	case schema == nil || depth > maxDepth:
		return nil
	case len(schema.Examples) > 0:
		return schema.Examples[0]
	case schema.Default != nil:
		return schema.Default
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	}
	switch schema.Type {
	case huma.TypeObject:
		object := make(map[string]any, len(schema.Properties))
		for name, property := range schema.Properties {
			if value := s.example(property, depth+1); value != nil {
				object[name] = value
			}
		}
		return object
	case huma.TypeArray:
		if item := s.example(schema.Items, depth+1); item != nil {
			return []any{item}
		}
		return []any{}
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	case huma.TypeBoolean:
		return true
	case huma.TypeString:
		return stringExamples[schema.Format]
	}
	return nil
}

var stringExamples = map[string]string{
	"":          "string",
	"date-time": "2026-01-31T12:00:00Z",
	"date":      "2026-01-31",
	"email":     "ada@example.org",
	"uri":       "https://example.org",
	"uuid":      "6fa459ea-ee8a-4ca4-894e-db77e160355e",
}
