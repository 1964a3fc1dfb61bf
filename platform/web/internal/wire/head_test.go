package wire

import (
	"bufio"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const host = "Host: shop.example\r\n"

func TestHead_parse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text   string
		whole, plain bool
	}{
		{"a plain request", "GET /p/lamp HTTP/1.1\r\n" + host + "\r\n", true, true},
		{"a query", "GET /api/products?page=2&sort=-price HTTP/1.1\r\n" + host + "\r\n", true, true},
		{"kept alive", "GET / HTTP/1.1\r\n" + host + "Connection: Keep-Alive\r\n\r\n", true, true},
		{"a port", "GET / HTTP/1.1\r\nhost: [::1]:8080\r\n\r\n", true, true},
		{"another method", "HEAD / HTTP/1.1\r\n" + host + "\r\n", true, false},
		{"a body", "POST / HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\nhi", true, false},
		{"a GET with a length", "GET / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n", true, false},
		{"to be closed", "GET / HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", true, false},
		{"no host", "GET / HTTP/1.1\r\n\r\n", true, false},
		{"two hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", true, false},
		{"an odd host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", true, false},
		{"an escape", "GET /p/%6camp HTTP/1.1\r\n" + host + "\r\n", true, false},
		{"an absolute target", "GET http://x/ HTTP/1.1\r\n" + host + "\r\n", true, false},
		{"any", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", true, false},

		{"half a body", "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nhi", false, false},
		{"more than the body", "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\n\r\nhi", false, false},
		{"half a head", "GET / HTTP/1.1\r\n" + host, false, false},
		{"two at once", "GET / HTTP/1.1\r\n" + host + "\r\nGET / HTTP/1.1\r\n" + host + "\r\n", false, false},
		{"two lengths", "POST / HTTP/1.1\r\n" + host + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", false, false},
		{"a negative length", "POST / HTTP/1.1\r\n" + host + "Content-Length: -2\r\n\r\nhi", false, false},
		{"a signed length", "POST / HTTP/1.1\r\n" + host + "Content-Length: +2\r\n\r\nhi", false, false},
		{"chunks", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n", false, false},
		{"an upgrade", "GET / HTTP/1.1\r\n" + host + "Upgrade: websocket\r\n\r\n", false, false},
		{"an expectation", "POST / HTTP/1.1\r\n" + host + "Expect: 100-continue\r\n\r\n", false, false},
		{"a folded line", "GET / HTTP/1.1\r\n" + host + "A: b\r\n c\r\n\r\n", false, false},
		{"a space before the colon", "GET / HTTP/1.1\r\n" + host + "Content-Length : 5\r\n\r\n", false, false},
		{"a bare line feed", "GET / HTTP/1.1\r\n" + host + "A: b\nContent-Length: 5\r\n\r\n", false, false},
		{"hidden in the first line", "GET / HTTP/1.1\n\nGET / HTTP/1.1\r\n" + host + "\r\n", false, false},
		{"an older protocol", "GET / HTTP/1.0\r\n" + host + "\r\n", false, false},
		{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", false, false},
		{"a tunnel", "CONNECT x:1 HTTP/1.1\r\n" + host + "\r\n", false, false},
		{"no head", "\r\n\r\n", false, false},
		{"too many fields", "GET / HTTP/1.1\r\n" + host + strings.Repeat("A: b\r\n", maxFields) + "\r\n", false, false},
	} {
		var h Head
		if whole, plain := h.parse(c.text); whole != c.whole || plain != c.plain {
			t.Errorf("%s: whole = %t, plain = %t, want %t and %t", c.name, whole, plain, c.whole, c.plain)
		}
	}
}

func TestHead_has_the_parts_of_the_request(t *testing.T) {
	t.Parallel()
	var h Head
	text := "GET /api/products?page=2?&q=a+b HTTP/1.1\r\n" + host + "accept-encoding:  gzip, br \r\nX-Empty:\r\n\r\n"
	if whole, _ := h.parse(text); !whole {
		t.Fatal("not whole")
	}
	if h.Path != "/api/products" || h.Query != "page=2?&q=a+b" {
		t.Errorf("path %q, query %q", h.Path, h.Query)
	}
	want := []Field{{"Host", "shop.example"}, {"accept-encoding", "gzip, br"}, {"X-Empty", ""}}
	if !slices.Equal(h.Fields, want) {
		t.Errorf("fields %q, want %q", h.Fields, want)
	}
	if !h.Fields[1].Is("Accept-Encoding") || h.Fields[1].Is("Accept-Encodin") {
		t.Error("names are compared without case, and whole")
	}
}

// Whatever is taken for one whole request is just that for net/http, too; and a
// plain one means the same to both.
func FuzzHead(f *testing.F) {
	f.Add("GET /p/lamp?a=b HTTP/1.1\r\n" + host + "Accept-Encoding: br\r\n\r\n")
	f.Add("POST / HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\nhi")
	f.Add("GET / HTTP/1.1\r\n" + host + "A: b\n\nGET / HTTP/1.1\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		var h Head
		whole, plain := h.parse(text)
		if !whole {
			if plain {
				t.Fatal("plain but not whole")
			}
			return
		}
		r := bufio.NewReader(strings.NewReader(text))
		req, err := http.ReadRequest(r)
		if err != nil {
			if plain {
				t.Fatalf("net/http refuses it: %v", err)
			}
			return // net/http answers 400 and closes the connection
		}
		if _, err := io.Copy(io.Discard, req.Body); err != nil || r.Buffered() > 0 {
			t.Fatalf("body: %v; %d bytes are left", err, r.Buffered())
		}
		if plain {
			samePlain(t, &h, req)
		}
	})
}

// samePlain compares a plain request with what net/http makes of it.
func samePlain(t *testing.T, h *Head, req *http.Request) {
	t.Helper()
	if req.Method != http.MethodGet || req.ContentLength != 0 || req.Close || req.Host == "" {
		t.Fatalf("%s with %d bytes for %q, to be closed: %t", req.Method, req.ContentLength, req.Host, req.Close)
	}
	if req.URL.Path != h.Path || req.URL.RawQuery != h.Query || req.URL.RawPath != "" {
		t.Fatalf("net/http has %q and %q, not %q and %q", req.URL.Path, req.URL.RawQuery, h.Path, h.Query)
	}
	got := http.Header{}
	for _, f := range h.Fields {
		if !f.Is("Host") {
			got.Add(f.Name, f.Value)
		}
	}
	if len(got) != len(req.Header) {
		t.Fatalf("net/http has the headers %v, not %v", req.Header, got)
	}
	for name, values := range req.Header {
		if !slices.Equal(got[name], values) {
			t.Fatalf("net/http has %s: %q, not %q", name, values, got[name])
		}
	}
}
