package viewtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestLines_takes_hashes_out_of_addresses(t *testing.T) {
	t.Parallel()
	got := lines(`<link href="/static/css/app.1f3a5c7e90.css"><p>x</p>`)
	if want := "<link href=\"/static/css/app.css\">\n<p>x</p>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestGolden runs itself as another process, because a comparison that fails
// fails the test.
func TestGolden(t *testing.T) {
	if page := os.Getenv("VIEWTEST_PAGE"); page != "" {
		t.Chdir(os.Getenv("VIEWTEST_DIR"))
		Golden(t, "page", templ.Raw(page))
		return
	}
	dir := t.TempDir()
	run := func(page string, args ...string) (string, bool) {
		cmd := exec.CommandContext(t.Context(), os.Args[0], append(args, "-test.run=^TestGolden$")...)
		cmd.Env = append(os.Environ(), "VIEWTEST_PAGE="+page, "VIEWTEST_DIR="+dir)
		out, err := cmd.CombinedOutput()
		return string(out), err == nil
	}
	if out, ok := run("<p>a</p>"); ok || !strings.Contains(out, "-update writes it") {
		t.Errorf("without a golden file: passed %v, said %s", ok, out)
	}
	if out, ok := run("<p>a</p>", "-update"); !ok {
		t.Errorf("-update: %s", out)
	}
	if out, ok := run("<p>a</p>"); !ok {
		t.Errorf("the same page: %s", out)
	}
	if out, ok := run("<p>b</p>"); ok || !strings.Contains(out, "differs") {
		t.Errorf("another page: passed %v, said %s", ok, out)
	}
	if out, ok := run(`<p style="color:red">a</p>`, "-update"); ok || !strings.Contains(out, "inline attribute style") {
		t.Errorf("an unsound page: passed %v, said %s", ok, out)
	}
	if stored, err := os.ReadFile(filepath.Join(dir, "testdata", "page.html")); err != nil || !strings.Contains(string(stored), "style") {
		t.Errorf("-update stores what it is given: %s, %v", stored, err)
	}
}
