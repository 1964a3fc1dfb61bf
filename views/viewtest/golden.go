package viewtest

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files of the views anew")

// Nasty is text as it must survive in data: markup, quotes, an ampersand,
// another direction of writing and no end of letters.
const Nasty = `<script>alert("1 & '2'")</script> Übergrößenträgerschürzenhalterungsschraubenzieher שלום 🪴`

// Render returns the component as HTML.
func Render(t testing.TB, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatalf("render: %v", err)
	}
	return b.String()
}

// hashed matches the addresses of static files, whose hashes change with their
// content.
var hashed = regexp.MustCompile(`(/static/[\w/.-]+?)\.[0-9a-f]{10}(\.\w+)`)

// lines puts each element on a line of its own, for readable differences, and
// takes the hashes out of addresses.
func lines(page string) string {
	return hashed.ReplaceAllString(strings.ReplaceAll(page, "><", ">\n<"), "$1$2") + "\n"
}

// Golden checks the component (see [Check]) and that it is the same as in
// testdata/name.html, which -update writes.
func Golden(t *testing.T, name string, c templ.Component) {
	t.Helper()
	html := Render(t, c)
	Check(t, html)
	got := lines(html)
	path := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; -update writes it", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (-want +got); -update writes it anew:\n%s", path, diff)
	}
}
