package layout_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

const files = "../../static/files/"

// What a browser loads before it can show and use a page, at most so many
// bytes gzipped, the admin's part included.
func TestBudget(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		patterns []string
		most     int
	}{
		"style sheets": {[]string{"css/*.css"}, 20 << 10},
		"scripts":      {[]string{"vendor/*.js", "js/*.js"}, 20 << 10},
		"app.js":       {[]string{"js/app.js"}, 2 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			total := 0
			for _, pattern := range tc.patterns {
				for _, path := range glob(t, files+pattern) {
					total += gzipped(t, path)
				}
			}
			if total > tc.most {
				t.Errorf("%d bytes gzipped, at most %d are allowed", total, tc.most)
			}
		})
	}
}

func TestFonts_fit_their_budget(t *testing.T) {
	t.Parallel()
	total := 0
	for _, path := range glob(t, files+"vendor/*.woff2") {
		total += len(read(t, path))
	}
	if total > 42<<10 {
		t.Errorf("%d bytes of fonts, at most 42 KB are allowed", total)
	}
}

// The storefront's stylesheet is joined from its sources by `go generate ./static`.
func TestStylesheet_is_that_of_its_sources(t *testing.T) {
	t.Parallel()
	var want []byte
	for _, path := range glob(t, "../../static/css/*.css") {
		want = append(want, read(t, path)...)
	}
	if !bytes.Equal(want, read(t, files+"css/app.css")) {
		t.Error("static/files/css/app.css differs from static/css: run `go generate ./static`")
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return paths
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func gzipped(t *testing.T, path string) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(read(t, path)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// The vendored script is that of the version which package.json pins; `npm run
// vendor` in static copies it.
func TestVendored_htmx_is_the_pinned_version(t *testing.T) {
	t.Parallel()
	var pins struct {
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if err := json.Unmarshal(read(t, "../../static/package.json"), &pins); err != nil {
		t.Fatal(err)
	}
	version := pins.DevDependencies["htmx.org"]
	if script := read(t, files+"vendor/htmx.min.js"); version == "" || !bytes.Contains(script, []byte(`version="`+version+`"`)) {
		t.Errorf("the vendored htmx is not version %q", version)
	}
}
