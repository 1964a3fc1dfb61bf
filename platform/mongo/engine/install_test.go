package engine_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

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

// onlyNode makes a folder that has nothing but node and, where script isn't
// empty, an npm that runs it, and makes it the PATH.
func onlyNode(t *testing.T, script string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(node, filepath.Join(bin, "node")); err != nil {
		t.Fatal(err)
	}
	if script != "" {
		if err := os.WriteFile(filepath.Join(bin, "npm"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
}

func TestEnsure_says_within_10_s_that_npm_fetches_nothing(t *testing.T) {
	for _, tc := range []struct{ name, npm, want string }{
		{"no npm", "", "npm, which comes with Node.js"},
		{"no network", "echo 'npm error code ENOTFOUND'; echo 'npm error network'; exit 1", "ENOTFOUND"},
		{"a network that answers nothing", "exec /bin/sleep 60", "no answer in time"},
		{"a registry without the package's files", `[ "$1" = view ] || { echo 'npm error code E404'; exit 1; }`, "E404"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			onlyNode(t, tc.npm)
			started := time.Now()
			err := engine.Ensure(t.Context(), slog.New(slog.DiscardHandler))
			if took := time.Since(started); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			var unusable *engine.UnusableError
			if !errors.As(err, &unusable) {
				t.Fatalf("Ensure says %v", err)
			}
			for _, want := range []string{tc.want, "docker compose up", "MONGO_URL", "REDIS_URL"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("it does not say %q: %v", want, err)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("it is more than one line: %v", err)
			}
		})
	}
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
