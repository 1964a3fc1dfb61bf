package static

import (
	"embed"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"shop/platform/encode"
)

//go:embed files
var embedded embed.FS

// Prefix is the path under which [Handler] is served.
const Prefix = "/static/"

// files are loaded when first needed, so that commands that serve nothing
// don't hash anything.
var files = sync.OnceValue(func() *bundle {
	dir, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	b, err := load(dir)
	if err != nil {
		panic(err) // a stylesheet refers to a file that isn't there
	}
	return b
})

// URL returns the address of a file: "/static/css/app.1f3a5c7e90.css" for
// "css/app.css". It panics when there is no such file, which is a mistake in a
// template.
func URL(name string) string { return files().url(name) }

// Handler serves the files under [Prefix]; an address without a hash, or with
// that of another release, is not found.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { files().ServeHTTP(w, r) })
}

// ServeHTTP implements [http.Handler].
func (b *bundle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := b.byPath[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", f.etag)
	h.Set("Content-Type", f.contentType)
	if f.compressible() {
		h.Set("Vary", "Accept-Encoding")
	}
	if encode.Matches(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	coding, body := f.encoded(encode.Negotiate(r.Header.Get("Accept-Encoding")))
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client may leave
}
