package blob_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"shop/platform/blob"
)

func newStore(t *testing.T) (*blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "media")
	s, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, dir
}

func read(t *testing.T, s *blob.Store, name string) string {
	t.Helper()
	f, err := s.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestStore_returns_what_was_put(t *testing.T) {
	s, _ := newStore(t)
	if err := s.Put(t.Context(), "ab/cdef.webp", strings.NewReader("picture")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, "ab/cdef.webp"); got != "picture" {
		t.Errorf("read %q", got)
	}
}

func TestStore_Put(t *testing.T) {
	t.Run("leaves what is there as it is", func(t *testing.T) {
		s, _ := newStore(t)
		for _, content := range []string{"first", "second"} {
			if err := s.Put(t.Context(), "a", strings.NewReader(content)); err != nil {
				t.Fatal(err)
			}
		}
		if got := read(t, s, "a"); got != "first" {
			t.Errorf("read %q", got)
		}
	})
	t.Run("leaves nothing behind when the source fails", func(t *testing.T) {
		s, dir := newStore(t)
		broken := io.MultiReader(strings.NewReader("half"), iotestErr{})
		if err := s.Put(t.Context(), "d/a", broken); !errors.Is(err, errSource) {
			t.Errorf("error %v", err)
		}
		left, err := os.ReadDir(filepath.Join(dir, "d"))
		if err != nil || len(left) != 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
	t.Run("stops when its context ends", func(t *testing.T) {
		s, _ := newStore(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Put(ctx, "a", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("may be done by many at once", func(t *testing.T) {
		s, _ := newStore(t)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if err := s.Put(t.Context(), "same", strings.NewReader("content")); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := read(t, s, "same"); got != "content" {
			t.Errorf("read %q", got)
		}
	})
}

func TestStore_names_never_lead_out(t *testing.T) {
	s, dir := newStore(t)
	secret := filepath.Join(filepath.Dir(dir), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".", "..", "../secret", "/etc/passwd", "a/../../secret", ".hidden", "a/.hidden", "a//b", `..\secret`} {
		if err := s.Put(t.Context(), name, strings.NewReader("x")); !errors.Is(err, blob.ErrName) {
			t.Errorf("Put(%q): %v", name, err)
		}
		if f, err := s.Open(name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Open(%q): %v, %v", name, f, err)
		}
	}
	if f, err := s.Open("link"); err == nil {
		t.Errorf("a link led out to %s", f.Name())
	}
}

func TestStore_Open_knows_no_unknown_names_and_no_folders(t *testing.T) {
	s, _ := newStore(t)
	if err := s.Put(t.Context(), "d/a", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b", "d", "d/b", "d/a/x"} {
		if _, err := s.Open(name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Open(%q): %v", name, err)
		}
	}
}

var errSource = errors.New("source failed")

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errSource }
