package e2e_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// form is one of a page, with what its fields hold.
type form struct {
	action string
	fields url.Values
}

// TestEvery_form_takes_anything sends each form of each page, as the owner and
// as a guest, with one field after the other filled as nobody should: the answer
// is a page that says so, and never a fault of the shop's.
func TestEvery_form_takes_anything(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	api := staff(t, s)
	known := everything(t, api)
	number := known["/api/admin/orders"][0]
	browser, _ := owner(t, s)
	stranger, _ := guest(t, s, 2)
	seen := map[string]bool{}
	for _, who := range []*persona{browser, stranger} {
		addresses := append(everyAddress(t, s, number), s.base+"/admin/products/"+known["/api/admin/products"][0],
			s.base+"/admin/promotions/"+known["/api/admin/promotions"][0], s.base+"/admin/settings/webhooks/"+known["/api/admin/webhooks"][0],
			s.base+"/admin/categories/"+known["/api/admin/categories"][0], s.base+"/drafts/"+known["/api/admin/drafts"][0])
		for _, address := range addresses {
			if !isPage(address, s.base) {
				continue
			}
			got := who.get(t, http.MethodGet, address, "identity")
			if who.staff && got.status == http.StatusSeeOther && strings.HasPrefix(got.header.Get("Location"), "/login") {
				t.Fatalf("%s: %s is signed out", address, who.name)
			}
			for _, f := range forms(t, got.body) {
				if key := who.name + f.action + f.names(); !seen[key] && f.action != "/logout" {
					seen[key] = true
					who.spoil(t, s, f)
				}
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d forms", len(seen))
	}
}

// spoil sends the form with each of its fields spoilt.
func (p *persona) spoil(t *testing.T, s *shop, f form) {
	t.Helper()
	if len(f.fields) == 0 {
		f.fields.Set("nothing", "") // a button alone
	}
	for name := range f.fields {
		for _, text := range []string{"", "(a\x00\xff$", "-1", "99999999999999999999", "2026-02-30", strings.Repeat("long ", 2000)} {
			sent := url.Values{}
			for other, values := range f.fields {
				sent[other] = values
			}
			sent[name] = []string{text}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+f.action, strings.NewReader(sent.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			if got := p.do(t, req); got.status >= http.StatusInternalServerError {
				t.Errorf("%s: POST %s with %.40q as %s answers %d: %.300s", p.name, f.action, text, name, got.status, got.body)
			}
		}
	}
}

// names are those of the fields, in the order of a query.
func (f form) names() string {
	var names []string
	for _, pair := range strings.Split(f.fields.Encode(), "&") {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, name)
	}
	return strings.Join(names, "&")
}

// forms are those of a page that are posted.
func forms(t *testing.T, page []byte) []form {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var list []form
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || !strings.EqualFold(attribute(n, "method"), "post") {
			continue
		}
		f := form{action: attribute(n, "action"), fields: url.Values{}}
		for field := range n.Descendants() {
			if name := attribute(field, "name"); name != "" && (!has(field, "type", "radio", "checkbox") || has(field, "checked", "")) {
				f.fields.Add(name, valueOf(field))
			}
		}
		list = append(list, f)
	}
	return list
}

// valueOf is what the field holds when nobody touches it.
func valueOf(field *html.Node) string {
	switch field.Data {
	case "textarea":
		if field.FirstChild != nil {
			return field.FirstChild.Data
		}
	case "select":
		chosen := ""
		for option := range field.Descendants() {
			if option.Data == "option" && (chosen == "" || has(option, "selected", "")) {
				chosen = attribute(option, "value")
			}
		}
		return chosen
	}
	return attribute(field, "value")
}

// has reports whether the attribute is there with one of the values.
func has(n *html.Node, name string, values ...string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name && slices.Contains(values, a.Val) })
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
