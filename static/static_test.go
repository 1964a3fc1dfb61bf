package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
)

func bundleOf(t *testing.T, files map[string]string) *bundle {
	t.Helper()
	dir := fstest.MapFS{}
	for name, content := range files {
		dir[name] = &fstest.MapFile{Data: []byte(content)}
	}
	b, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func get(t *testing.T, h http.Handler, url string, header ...string) *http.Response {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var script = strings.Repeat("console.log('hello');\n", 200)

func TestURL(t *testing.T) {
	b := bundleOf(t, map[string]string{"js/app.js": script, "css/app.css": "a{}"})
	t.Run("holds a hash of the content", func(t *testing.T) {
		if got := b.url("js/app.js"); !regexp.MustCompile(`^/static/js/app\.[0-9a-f]{10}\.js$`).MatchString(got) {
			t.Errorf("url = %q", got)
		}
	})
	t.Run("changes with the content", func(t *testing.T) {
		other := bundleOf(t, map[string]string{"js/app.js": script + ";"})
		if b.url("js/app.js") == other.url("js/app.js") {
			t.Error("two contents have one address")
		}
	})
	t.Run("panics for a file that isn't there", func(t *testing.T) {
		defer func() {
			if recover() == nil {
				t.Error("it did not")
			}
		}()
		b.url("js/missing.js")
	})
}

func TestStylesheets(t *testing.T) {
	t.Run("refer to hashed addresses", func(t *testing.T) {
		b := bundleOf(t, map[string]string{
			"css/app.css":      `@import url("base.css"); @font-face{src:url('../vendor/f.woff2')} i{background:url(data:image/png;base64,AA) , url(#mask)}`,
			"css/base.css":     `b{background:url(../img/icons.svg#cart)}`,
			"vendor/f.woff2":   "font",
			"img/icons.svg":    "<svg/>",
			"img/unrelated.js": "",
		})
		css := string(b.byName["css/app.css"].body)
		for _, want := range []string{b.url("css/base.css"), b.url("vendor/f.woff2"), "url(data:image/png;base64,AA)", "url(#mask)"} {
			if !strings.Contains(css, want) {
				t.Errorf("%q is missing from %s", want, css)
			}
		}
		if base := string(b.byName["css/base.css"].body); !strings.Contains(base, b.url("img/icons.svg")+"#cart") {
			t.Errorf("base.css is %s", base)
		}
	})
	t.Run("change their address when a font does", func(t *testing.T) {
		css := `@font-face{src:url(f.woff2)}`
		a := bundleOf(t, map[string]string{"app.css": css, "f.woff2": "one"})
		b := bundleOf(t, map[string]string{"app.css": css, "f.woff2": "two"})
		if a.url("app.css") == b.url("app.css") {
			t.Error("a browser would keep the old font")
		}
	})
	for name, files := range map[string]fstest.MapFS{
		"refuse a missing file": {"app.css": {Data: []byte("i{background:url(no.png)}")}},
		"refuse a circle":       {"a.css": {Data: []byte("@import url(b.css)")}, "b.css": {Data: []byte("@import url(a.css)")}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := load(files); err == nil {
				t.Error("it was loaded")
			}
		})
	}
}

func TestHandler(t *testing.T) {
	b := bundleOf(t, map[string]string{"js/app.js": script, "img/dot.png": "\x89PNG", "tiny.css": "a{}"})
	url := b.url("js/app.js")
	t.Run("serves a file for ever", func(t *testing.T) {
		res := get(t, b, url)
		if res.StatusCode != http.StatusOK || body(t, res.Body) != script {
			t.Errorf("%d", res.StatusCode)
		}
		if got := res.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("Cache-Control = %q", got)
		}
		if got := res.Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
			t.Errorf("Content-Type = %q", got)
		}
	})
	t.Run("serves brotli and gzip to who accepts them", func(t *testing.T) {
		br := get(t, b, url, "Accept-Encoding", "gzip, br")
		if br.Header.Get("Content-Encoding") != "br" || body(t, brotli.NewReader(br.Body)) != script {
			t.Errorf("brotli: %q", br.Header.Get("Content-Encoding"))
		}
		gz := get(t, b, url, "Accept-Encoding", "gzip")
		r, err := gzip.NewReader(gz.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body(t, r) != script {
			t.Error("gzip: the content changed")
		}
		if gz.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Vary = %q", gz.Header.Get("Vary"))
		}
	})
	for _, name := range []string{"img/dot.png", "tiny.css"} {
		t.Run("leaves "+name+" as it is, which is smaller", func(t *testing.T) {
			if got := get(t, b, b.url(name), "Accept-Encoding", "br").Header.Get("Content-Encoding"); got != "" {
				t.Errorf("Content-Encoding = %q", got)
			}
		})
	}
	t.Run("answers 304 to who has it", func(t *testing.T) {
		if got := get(t, b, url, "If-None-Match", get(t, b, url).Header.Get("ETag")).StatusCode; got != http.StatusNotModified {
			t.Errorf("status %d", got)
		}
	})
	for name, path := range map[string]string{
		"without a hash":     "/static/js/app.js",
		"of another release": "/static/js/app.0123456789.js",
		"of a folder":        "/static/js/",
		"outside the folder": "/static/../static.go",
	} {
		t.Run("doesn't find an address "+name, func(t *testing.T) {
			if got := get(t, b, path).StatusCode; got != http.StatusNotFound {
				t.Errorf("status %d", got)
			}
		})
	}
}

func TestEmbedded(t *testing.T) {
	if len(files().byName) == 0 {
		t.Fatal("nothing is embedded")
	}
	for name, f := range files().byName {
		if f.contentType == "application/octet-stream" {
			t.Errorf("%s has no known type", name)
		}
		if res := get(t, Handler(), URL(name)); res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", name, res.StatusCode)
		}
	}
}
