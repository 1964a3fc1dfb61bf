package media_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shop/modules/catalog/internal/media"
	"shop/platform/egress"
)

func anywhere(netip.Addr) bool { return true }

func TestFetcher_returns_what_the_address_has(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/picture":
			_, _ = w.Write([]byte("picture"))
		case "/moved":
			http.Redirect(w, r, "/picture", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/elsewhere":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/giant":
			_, _ = w.Write(make([]byte, media.MaxBytes+1))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	for path, want := range map[string]string{
		"/picture": "", "/moved": "", "/round": "doesn't answer", "/elsewhere": "not a public", "/giant": "larger than", "/nothing": "answers 404",
	} {
		t.Run(path, func(t *testing.T) {
			f := media.NewFetcher(anywhere)
			defer f.Close()
			data, err := f.Fetch(t.Context(), server.URL+path)
			switch {
			case want == "" && (err != nil || string(data) != "picture"):
				t.Errorf("fetched %q, %v", data, err)
			case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
}

func TestFetcher_asks_no_private_addresses(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(server.Close)
	f := media.NewFetcher(egress.Public)
	defer f.Close()
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	for _, address := range []string{
		server.URL, "http://localhost" + port, "http://[::1]" + port, "http://[::ffff:127.0.0.1]" + port, "http://0.0.0.0" + port, "http://2130706433" + port,
		"http://user:password@example.com/", "ftp://example.com/", "file:///etc/passwd", "//example.com/x", "picture.jpg", "http://", "::",
	} {
		if _, err := f.Fetch(t.Context(), address); err == nil {
			t.Errorf("%s was fetched", address)
		}
	}
	if asked.Load() != 0 {
		t.Errorf("the private host was asked %d times", asked.Load())
	}
}

func TestFetcher_gives_a_silent_host_up(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		hijacked, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = hijacked.Close()
		}
	}))
	t.Cleanup(server.Close)
	f := media.NewFetcher(anywhere)
	defer f.Close()
	for range 10 {
		if _, err := f.Fetch(t.Context(), server.URL); err == nil {
			t.Fatal("fetched from a silent host")
		}
	}
	if n := asked.Load(); n > 4 {
		t.Errorf("the host was asked %d times", n)
	}
}

func TestFetcher_stops_with_its_context(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(server.Close)
	f := media.NewFetcher(anywhere)
	defer f.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := f.Fetch(ctx, server.URL); err == nil || time.Since(start) > 2*time.Second {
		t.Errorf("error %v after %v", err, time.Since(start))
	}
}
