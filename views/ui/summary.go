package ui

import (
	"maps"
	"slices"
)

// inOrder are the names of the errors, those in fields first and in that order.
func inOrder(errors map[string]string, fields []string) []string {
	var names []string
	for _, f := range fields {
		if _, ok := errors[f]; ok {
			names = append(names, f)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(errors)) {
		if !slices.Contains(fields, name) {
			names = append(names, name)
		}
	}
	return names
}
