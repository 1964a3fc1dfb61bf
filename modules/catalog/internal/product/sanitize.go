package product

import (
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// policy is what a description may hold: text with structure, links and
// tables; no script, style, form or picture from elsewhere (pages load
// nothing from other origins).
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "u", "s",
		"sub", "sup", "small", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "code", "pre", "div", "span")
	p.AllowTables()
	p.AllowStandardURLs()
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	return p
}()

// sanitize returns description HTML that is safe to put into a page as it is.
// A heading of the first level becomes one of the second: the page has its own.
func sanitize(description string) string {
	d := strings.NewReplacer("<h1", "<h2", "</h1", "</h2", "<H1", "<h2", "</H1", "</h2").Replace(description)
	return strings.TrimSpace(policy.Sanitize(d))
}

// PlainText returns the text of sanitised HTML with single spaces.
func PlainText(markup string) string {
	z := html.NewTokenizer(strings.NewReader(markup))
	var words []string
	for {
		token := z.Next()
		if token == html.ErrorToken {
			return strings.Join(words, " ")
		}
		if token == html.TextToken {
			words = append(words, strings.Fields(string(z.Text()))...)
		}
	}
}
