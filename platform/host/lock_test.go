package host_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"shop/platform/host"
)

func TestLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	lock, err := host.TryLock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := host.TryLock(path); !errors.Is(err, host.ErrLocked) {
		t.Errorf("the second: %v, want %v", err, host.ErrLocked)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := host.WaitLock(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting: %v, want the deadline", err)
	}
	time.AfterFunc(50*time.Millisecond, lock.Unlock)
	again, err := host.WaitLock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	again.Unlock()
}

func TestTryLock_tells_why_there_is_no_file(t *testing.T) {
	t.Parallel()
	if _, err := host.TryLock(filepath.Join(t.TempDir(), "none", "lock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it says %v", err)
	}
}

func TestNewTempDir(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	folder := func(name string, age time.Duration) string {
		path := filepath.Join(base, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		past := time.Now().Add(-age)
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
		return path
	}
	orphan := folder("x-orphan", time.Hour)
	young := folder("x-young", 0)
	stranger := folder("y-stranger", time.Hour)
	living, err := host.NewTempDir(base, "x-")
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(living.Path(), old, old); err != nil {
		t.Fatal(err)
	}
	dir, err := host.NewTempDir(base, "x-")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{orphan: false, young: true, stranger: true, living.Path(): true, dir.Path(): true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(path), err == nil, want)
		}
	}
	dir.Remove()
	dir.Remove()
	if _, err := os.Stat(dir.Path()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there after Remove (%v)", err)
	}
}
