package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"shop/views/href"
)

// sortDirection is the value of aria-sort for a column: "" where the list has
// another order. A key with a leading minus means the other way round.
func sortDirection(key, current string) string {
	switch {
	case strings.TrimPrefix(key, "-") != strings.TrimPrefix(current, "-"):
		return ""
	case strings.HasPrefix(current, "-"):
		return "descending"
	default:
		return "ascending"
	}
}

// nextSort is the order a click on the column's head asks for: key first, which
// may start with a minus, and its opposite afterwards.
func nextSort(key, current string) string {
	if key != current {
		return key
	}
	if rest, ok := strings.CutPrefix(key, "-"); ok {
		return rest
	}
	return "-" + key
}

// Choices makes the entries of a select from pairs of value and label.
func Choices(current string, pairs ...string) []Choice {
	choices := make([]Choice, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		choices = append(choices, Choice{Value: pairs[i], Label: pairs[i+1], Selected: pairs[i] == current})
	}
	return choices
}

// PagesOf is the pagination of an admin list.
func PagesOf(list href.AdminQuery, page, pages int) Pagination {
	return Pagination{Page: page, Pages: pages, Links: list.At}
}

// Since says how long ago t was, seen from now; after a week it says the day.
func Since(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < 0 || d >= 7*24*time.Hour:
		return t.Format("2 Jan 2006")
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	case d < 48*time.Hour:
		return "yesterday"
	default:
		return fmt.Sprintf("%d days ago", int(d.Hours()/24))
	}
}

func boxID(name, value string) string {
	if value == "on" {
		return FieldID(name)
	}
	return FieldID(name) + "-" + value
}

// Count says a number with its noun: "1 product", "3 products".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
