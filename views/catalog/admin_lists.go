package catalog

import (
	"strconv"
	"strings"

	"shop/views/href"
	"shop/views/ui"
)

// list is the address of the products list in the filter's state.
func (f AdminProductFilter) list() href.AdminQuery {
	return href.NewAdminQuery(href.AdminProducts(), "q", f.Query, "status", f.Status,
		"category", f.Category, "stock", f.Stock, "sort", f.Sort)
}

// sorted is the order the list is in.
func (f AdminProductFilter) sorted() string {
	if f.Sort == "" {
		return "-updated"
	}
	return f.Sort
}

// statusTone says what a product's status means to a merchant.
func statusTone(status string) ui.Tone {
	switch status {
	case "active":
		return ui.ToneGood
	case "draft":
		return ui.ToneWait
	default:
		return ui.ToneQuiet
	}
}

// statusLabel is a product's status as people read it.
func statusLabel(status string) string {
	if status == "" {
		return ""
	}
	return strings.ToUpper(status[:1]) + status[1:]
}

// indented are the categories of a select, with the deeper ones moved in.
func indented(first string, choices []AdminChoice) []ui.Choice {
	out := []ui.Choice{{Label: first}}
	for _, c := range choices {
		out = append(out, ui.Choice{
			Value: c.Value, Label: strings.Repeat("\u2003", c.Depth) + c.Label, Selected: c.Selected,
		})
	}
	return out
}

// depthClass moves a category in under its parents.
func depthClass(depth int) string { return "depth-" + strconv.Itoa(min(depth, 3)) }

// stockNote says a product's stock in words.
func stockNote(p AdminProductRow) string {
	switch {
	case !p.Tracked:
		return "Not counted"
	case p.Stock == 0:
		return "Sold out"
	default:
		return strconv.Itoa(p.Stock)
	}
}
