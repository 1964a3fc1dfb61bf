package static

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"shop/platform/encode"
)

// bundle is a folder of files, by name and by hashed path.
type bundle struct {
	byName, byPath map[string]*file
}

// file is one file as it is served.
type file struct {
	// path is the name with the hash in it: "css/app.1f3a5c7e90.css".
	path, etag, contentType string
	body                    []byte
	brotli, gzip            func() []byte
}

func load(dir fs.FS) (*bundle, error) {
	l := loader{dir: dir, bundle: &bundle{byName: make(map[string]*file), byPath: make(map[string]*file)}}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = l.file(name)
		return err
	})
	return l.bundle, err
}

func (b *bundle) url(name string) string {
	f, ok := b.byName[name]
	if !ok {
		panic("static: there is no file " + name)
	}
	return Prefix + f.path
}

type loader struct {
	dir    fs.FS
	bundle *bundle
	// open are the stylesheets being loaded, to find a circle.
	open []string
}

// file loads a file, and before it those that it refers to: their hashes are
// part of its content.
func (l *loader) file(name string) (*file, error) {
	if f, ok := l.bundle.byName[name]; ok {
		return f, nil
	}
	body, err := fs.ReadFile(l.dir, name)
	if err != nil {
		return nil, err
	}
	if path.Ext(name) == ".css" {
		if body, err = l.resolve(name, body); err != nil {
			return nil, err
		}
	}
	f := newFile(name, body)
	l.bundle.byName[name] = f
	l.bundle.byPath[f.path] = f
	return f, nil
}

var reference = regexp.MustCompile(`url\(\s*["']?([^"')]+?)["']?\s*\)`)

// resolve replaces a stylesheet's relative addresses by hashed ones.
func (l *loader) resolve(name string, css []byte) ([]byte, error) {
	if slices.Contains(l.open, name) {
		return nil, fmt.Errorf("static: %s refers to itself", name)
	}
	l.open = append(l.open, name)
	defer func() { l.open = l.open[:len(l.open)-1] }()
	var failure error
	css = reference.ReplaceAllFunc(css, func(match []byte) []byte {
		target := string(reference.FindSubmatch(match)[1])
		if strings.HasPrefix(target, "#") || strings.HasPrefix(target, "/") || strings.Contains(target, ":") {
			return match
		}
		target, fragment, hasFragment := strings.Cut(target, "#")
		f, err := l.file(path.Join(path.Dir(name), target))
		if err != nil {
			failure = fmt.Errorf("static: %s: %w", name, err)
			return match
		}
		if hasFragment {
			fragment = "#" + fragment
		}
		return []byte(`url("` + Prefix + f.path + fragment + `")`)
	})
	return css, failure
}

func newFile(name string, body []byte) *file {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:5])
	ext := path.Ext(name)
	f := &file{
		path:        strings.TrimSuffix(name, ext) + "." + hash + ext,
		etag:        `"` + hash + `"`,
		contentType: contentType(ext),
		body:        body,
	}
	f.brotli = sync.OnceValue(func() []byte { return smaller(encode.Brotli, body) })
	f.gzip = sync.OnceValue(func() []byte { return smaller(encode.Gzip, body) })
	return f
}

// smaller returns body in the coding, or nil where that doesn't save anything.
func smaller(coding string, body []byte) []byte {
	b, err := encode.Best(coding, body)
	if err != nil || len(b) >= len(body) {
		return nil
	}
	return b
}

func (f *file) compressible() bool { return encode.Compressible(f.contentType) }

// encoded returns the body in the coding, or as it is where that is smaller.
func (f *file) encoded(coding string) (string, []byte) {
	if !f.compressible() {
		return "", f.body
	}
	var small []byte
	switch coding {
	case encode.Brotli:
		small = f.brotli()
	case encode.Gzip:
		small = f.gzip()
	}
	if small == nil {
		return "", f.body
	}
	return coding, small
}

// contentTypes are written down because the system's table differs between
// machines.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".jpg":   "image/jpeg",
	".webp":  "image/webp",
	".avif":  "image/avif",
	".ico":   "image/x-icon",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",

	".webmanifest": "application/manifest+json",
}

func contentType(ext string) string {
	if t, ok := contentTypes[ext]; ok {
		return t
	}
	return "application/octet-stream"
}
