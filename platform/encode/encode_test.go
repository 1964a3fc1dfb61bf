package encode_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"shop/platform/encode"
)

var long = strings.Repeat("the quick brown fox jumps over the lazy dog\n", 100)

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]string{
		"":                        "",
		"gzip":                    "gzip",
		"gzip, deflate, br, zstd": "br",
		"br;q=0, gzip":            "gzip",
		"gzip;q=0":                "",
		"GZIP; q=0.5":             "gzip",
		"br;q=nonsense":           "",
		"identity, *":             "",
	} {
		if got := encode.Negotiate(accept); got != want {
			t.Errorf("Negotiate(%q) = %q, want %q", accept, got, want)
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("gzip, br;q=0.1")
	f.Fuzz(func(t *testing.T, accept string) {
		switch got := encode.Negotiate(accept); got {
		case "", encode.Gzip, encode.Brotli:
		default:
			t.Errorf("Negotiate(%q) = %q", accept, got)
		}
	})
}

// answer has handle write through a Writer and returns what the client gets.
func answer(t *testing.T, coding string, tag bool, ifNoneMatch string, handle func(w http.ResponseWriter)) *http.Response {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		w := encode.New(rw, coding, tag, ifNoneMatch)
		handle(w)
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "identity") // or the client decodes by itself
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func decode(t *testing.T, res *http.Response) string {
	t.Helper()
	var r io.Reader = res.Body
	switch res.Header.Get("Content-Encoding") {
	case encode.Brotli:
		r = brotli.NewReader(r)
	case encode.Gzip:
		var err error
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func html(body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, body)
	}
}

func TestWriter(t *testing.T) {
	for _, coding := range []string{encode.Brotli, encode.Gzip} {
		t.Run("sends long text in "+coding+" with its length", func(t *testing.T) {
			t.Parallel()
			res := answer(t, coding, false, "", html(long))
			if got := res.Header.Get("Content-Encoding"); got != coding {
				t.Fatalf("Content-Encoding = %q", got)
			}
			if res.ContentLength <= 0 || res.ContentLength > int64(len(long))/2 {
				t.Errorf("Content-Length = %d", res.ContentLength)
			}
			if res.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("Vary = %q", res.Header.Get("Vary"))
			}
			if decode(t, res) != long {
				t.Error("the text changed on its way")
			}
		})
		t.Run("compresses what is too long to hold back in "+coding, func(t *testing.T) {
			t.Parallel()
			huge := strings.Repeat(long, 400)
			res := answer(t, coding, false, "", func(w http.ResponseWriter) {
				w.Header().Set("Content-Type", "application/json")
				for i := 0; i < len(huge); i += 1000 {
					_, _ = io.WriteString(w, huge[i:min(i+1000, len(huge))])
				}
			})
			if res.Header.Get("Content-Encoding") != coding || decode(t, res) != huge {
				t.Error("the text changed on its way")
			}
		})
	}
	plain := map[string]func(http.ResponseWriter){
		"short text": html("hello"),
		"pictures": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "image/png")
			_, _ = io.WriteString(w, long)
		},
		"what is encoded already": func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "identity")
			html(long)(w)
		},
		"what names no type but is no text": func(w http.ResponseWriter) {
			_, _ = w.Write(bytes.Repeat([]byte{0, 1, 2, 3}, 1000))
		},
	}
	for name, handle := range plain {
		t.Run("leaves "+name+" as it is", func(t *testing.T) {
			t.Parallel()
			res := answer(t, encode.Gzip, false, "", handle)
			if got := res.Header.Get("Content-Encoding"); got != "" && got != "identity" {
				t.Errorf("Content-Encoding = %q", got)
			}
			want := httptest.NewRecorder()
			handle(want)
			if decode(t, res) != want.Body.String() {
				t.Error("the content changed on its way")
			}
		})
	}
	t.Run("sends a redirect at once", func(t *testing.T) {
		t.Parallel()
		res := answer(t, encode.Gzip, true, "", func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) })
		if res.StatusCode != http.StatusNoContent || res.Header.Get("ETag") != "" {
			t.Errorf("%d with ETag %q", res.StatusCode, res.Header.Get("ETag"))
		}
	})
	t.Run("sends what was written so far when flushed", func(t *testing.T) {
		t.Parallel()
		release := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			w := encode.New(rw, "", true, "")
			_, _ = io.WriteString(w, "first")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			<-release
		}))
		defer server.Close()
		defer close(release)
		res, err := http.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		first := make([]byte, 5)
		if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != "first" {
			t.Errorf("got %q, %v", first, err)
		}
	})
}

func TestWriter_ETag(t *testing.T) {
	first := answer(t, "", true, "", html(long))
	tag := first.Header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("ETag = %q", tag)
	}
	t.Run("is the same in every coding", func(t *testing.T) {
		if got := answer(t, encode.Gzip, true, "", html(long)).Header.Get("ETag"); got != tag {
			t.Errorf("ETag = %q, want %q", got, tag)
		}
	})
	t.Run("is another for other content", func(t *testing.T) {
		if got := answer(t, "", true, "", html(long+"!")).Header.Get("ETag"); got == tag {
			t.Error("the tag stayed")
		}
	})
	t.Run("answers 304 without a body to who has it", func(t *testing.T) {
		res := answer(t, encode.Gzip, true, `"other", `+tag, html(long))
		if res.StatusCode != http.StatusNotModified || res.Header.Get("ETag") != tag || decode(t, res) != "" {
			t.Errorf("%d, ETag %q", res.StatusCode, res.Header.Get("ETag"))
		}
	})
	t.Run("is not put on failures", func(t *testing.T) {
		res := answer(t, "", true, "", func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, long)
		})
		if res.StatusCode != http.StatusNotFound || res.Header.Get("ETag") != "" || decode(t, res) != long {
			t.Errorf("%d, ETag %q", res.StatusCode, res.Header.Get("ETag"))
		}
	})
}
