package engine_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"shop/platform/mongo/engine"
)

func testContext() context.Context { return context.Background() }

// cacheWith makes a cache folder of the test's own that holds a copy of the
// installation, which the test may spoil, and returns the copy's path.
func cacheWith(t *testing.T) string {
	t.Helper()
	start(t, t.TempDir()).Stop() // installed
	shared, err := engine.Folder()
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	copied, err := engine.Folder()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(copied, os.DirFS(shared)); err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestEnsure_redoes_half_an_installation_once(t *testing.T) {
	folder := cacheWith(t)
	libraries, err := filepath.Glob(filepath.Join(folder, "node_modules", "@0q", "*", "*.so"))
	if err != nil || len(libraries) == 0 {
		t.Fatal("no library found", err)
	}
	if err := os.Truncate(libraries[0], 1000); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Start(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "shop setup") {
		t.Errorf("Start says %v, want an error that says how to install", err)
	}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	var processes sync.WaitGroup
	for range 3 {
		processes.Go(func() {
			if err := engine.Ensure(t.Context(), log); err != nil {
				t.Error(err)
			}
		})
	}
	processes.Wait()
	if n := strings.Count(said.String(), "installing"); n != 1 {
		t.Errorf("it was installed %d times, want once:\n%s", n, said.String())
	}
	e := start(t, t.TempDir())
	defer e.Stop()
	insert(t, e, "works")
}

func TestEnsure_says_what_to_do_without_Node(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := engine.Ensure(t.Context(), slog.New(slog.DiscardHandler))
	var unusable *engine.UnusableError
	if !errors.As(err, &unusable) {
		t.Fatalf("Ensure says %v", err)
	}
	for _, want := range []string{"Node.js", "docker compose up", "MONGO_URL", "REDIS_URL"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not name %s: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("it is more than one sentence: %v", err)
	}
}

func TestEnsure_says_what_to_do_without_a_cache_folder(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	err := engine.Ensure(t.Context(), slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "XDG_CACHE_HOME") {
		t.Errorf("Ensure says %v", err)
	}
}
