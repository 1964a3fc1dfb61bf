package viewtest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Check fails the test for each of the page's [Problems].
func Check(t testing.TB, page string) {
	t.Helper()
	for _, problem := range Problems(page) {
		t.Error(problem)
	}
}

// Problems are what no page or part of one may have, whatever data it shows:
// inline scripts, styles and handlers, ids that are there twice or that nothing
// has, links to no part of the page, controls without a label, buttons without
// a type, pictures without a size.
func Problems(page string) []string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	c := checker{ids: make(map[string]bool)}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			c.element(n)
		}
	}
	for _, r := range c.references {
		for id := range strings.FieldsSeq(r.ids) {
			if !c.ids[id] {
				c.report("%s refers to the id %q, which is not there", r.from, id)
			}
		}
	}
	return c.problems
}

type checker struct {
	ids        map[string]bool
	references []reference
	problems   []string
}

// reference is an attribute that names ids.
type reference struct{ from, ids string }

func (c *checker) element(n *html.Node) {
	for _, a := range n.Attr {
		c.attribute(n, a)
	}
	switch n.Data {
	case "script":
		if _, ok := attr(n, "src"); !ok {
			c.report("an inline script: %s", text(n))
		}
	case "style":
		c.report("an inline style sheet")
	case "img":
		for _, name := range []string{"width", "height", "alt"} {
			if _, ok := attr(n, name); !ok {
				c.report("a picture without %s", name)
			}
		}
	case "button":
		if _, ok := attr(n, "type"); !ok {
			c.report("a button without a type: %s", text(n))
		}
	case "input", "select":
		c.control(n)
	}
}

// idAttributes name ids of the same page.
var idAttributes = []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "form", "list", "popovertarget"}

func (c *checker) attribute(n *html.Node, a html.Attribute) {
	switch {
	case a.Key == "id":
		if c.ids[a.Val] {
			c.report("the id %q is there twice", a.Val)
		}
		c.ids[a.Val] = true
	case a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on"):
		c.report("<%s> has the inline attribute %s", n.Data, a.Key)
	case slices.Contains(idAttributes, a.Key):
		c.references = append(c.references, reference{n.Data + " " + a.Key, a.Val})
	case n.Data == "a" && a.Key == "href" && strings.HasPrefix(a.Val, "#"):
		c.references = append(c.references, reference{"a href", a.Val[1:]})
	}
}

// control checks that an input or select has a name to be known by.
func (c *checker) control(n *html.Node) {
	if kind, _ := attr(n, "type"); kind == "hidden" {
		return
	}
	if _, ok := attr(n, "aria-label"); ok || within(n, "label") {
		return
	}
	if hidden, _ := attr(n, "aria-hidden"); hidden == "true" {
		return
	}
	id, ok := attr(n, "id")
	if !ok {
		c.report("<%s> has neither id nor label", n.Data)
		return
	}
	for other := range top(n).Descendants() {
		if target, ok := attr(other, "for"); ok && target == id && other.Data == "label" {
			return
		}
	}
	c.report("<%s id=%q> has no label", n.Data, id)
}
