package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Field is one labelled control of a form.
type Field struct {
	// Name is the form field's name; the control's id is made from it.
	Name, Label string
	// Hint is said before typing, Error after; either may be empty.
	Hint, Error string
	Value       string
	// Type is the input's type; empty means text.
	Type string
	// Autocomplete and InputMode are the attributes of those names.
	Autocomplete, InputMode string
	// Optional fields say so; all others are required.
	Optional bool
	// MinLength and MaxLength are in characters; 0 sets none.
	MinLength, MaxLength int
}

// ID is the control's id.
func (f Field) ID() string { return FieldID(f.Name) }

// FieldID is the id of the control that has the name.
func FieldID(name string) string {
	return "field-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name)
}

// describedBy are the ids of the hint and the error, as far as there are any.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// attributes are those that every kind of control shares.
func (f Field) attributes() templ.Attributes {
	a := templ.Attributes{"id": f.ID(), "name": f.Name}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("autocomplete", f.Autocomplete)
	set("inputmode", f.InputMode)
	set("aria-describedby", f.describedBy())
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if !f.Optional {
		a["required"] = true
	}
	return a
}
