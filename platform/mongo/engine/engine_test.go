package engine_test

import (
	"bufio"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/host"
	"shop/platform/mongo"
	"shop/platform/mongo/engine"
)

// parentDir makes this test binary a parent that serves the directory, stores
// a document, says so and waits to be killed.
const parentDir = "SHOP_TEST_ENGINE_PARENT"

func TestMain(m *testing.M) {
	if dir := os.Getenv(parentDir); dir != "" {
		beParent(dir)
	}
	os.Exit(m.Run())
}

func beParent(dir string) {
	t := &exitingT{}
	e := start(t, dir)
	insert(t, e, "before")
	fmt.Println(e.PID())
	select {}
}

// exitingT is as much of a test as start and insert need.
type exitingT struct{ testing.TB }

func (*exitingT) Helper() {}
func (*exitingT) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(3)
}

func start(t testing.TB, dir string) *engine.Engine {
	t.Helper()
	ctx, log := testContext(), slog.New(slog.DiscardHandler)
	if err := engine.Ensure(ctx, log); err != nil {
		t.Fatal(err)
	}
	e, err := engine.Start(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func connect(t testing.TB, e *engine.Engine) *mongo.DB {
	t.Helper()
	db, err := mongo.Connect(testContext(), e.URL(), "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Await(testContext()); err != nil {
		t.Fatal(err)
	}
	return db
}

func insert(t testing.TB, e *engine.Engine, id string) {
	t.Helper()
	db := connect(t, e)
	defer db.Close(testContext())
	// As in a shop, the collection is there before the write that counts.
	for _, each := range []string{"first of " + id, id} {
		if _, err := db.Collection("things").InsertOne(testContext(), bson.M{"_id": each}); err != nil {
			t.Fatal(err)
		}
	}
}

// has reports whether the document is there.
func has(t testing.TB, e *engine.Engine, id string) bool {
	t.Helper()
	db := connect(t, e)
	defer db.Close(testContext())
	err := mongo.Fault(db.Collection("things").FindOne(testContext(), bson.M{"_id": id}).Err())
	if err != nil && !errors.Is(err, mongo.ErrNotFound) {
		t.Fatal(err)
	}
	return err == nil
}

// gone reports whether the process ended; a zombie has.
func gone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil {
		return strings.Contains(string(stat), ") Z ")
	}
	return syscall.Kill(pid, 0) != nil
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 10 s", what)
		}
	}
}

func TestEngine_keeps_its_data_and_leaves_nothing_running_when_its_parent_is_killed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentDir+"="+dir)
	parent.Stderr = os.Stderr
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err, parent.Wait())
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	eventually(t, "the engine ends with its parent", func() bool { return gone(pid) })
	e := start(t, dir)
	defer e.Stop()
	if !has(t, e, "before") {
		t.Error("an acknowledged write is lost")
	}
}

func TestEngine_is_started_again_when_it_dies(t *testing.T) {
	t.Parallel()
	e := start(t, t.TempDir())
	defer e.Stop()
	insert(t, e, "before")
	first := e.PID()
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a new process runs", func() bool { return e.PID() != first })
	if !has(t, e, "before") {
		t.Error("an acknowledged write is lost")
	}
}

// The more others want the processor, the later the engine comes to write its
// journal.
func TestEngine_keeps_each_acknowledged_write_when_it_is_killed_while_busy(t *testing.T) {
	t.Parallel()
	e := start(t, t.TempDir())
	defer e.Stop()
	insert(t, e, "before")
	db := connect(t, e)
	defer db.Close(testContext())
	for range 2 * runtime.NumCPU() {
		busy, err := host.Start(exec.Command("sh", "-c", "while :; do :; done"))
		if err != nil {
			t.Fatal(err)
		}
		defer busy.Stop(0)
	}
	for _, id := range []string{"1st", "2nd", "3rd", "4th", "5th"} {
		for err := errors.New("not tried"); err != nil; {
			_, err = db.Collection("things").InsertOne(testContext(), bson.M{"_id": id})
		}
		killed := e.PID()
		if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a new process runs", func() bool { return e.PID() != killed })
		if !has(t, e, id) {
			t.Errorf("the %s write is lost although it was acknowledged", id)
		}
	}
}

func TestEngine_Stop(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := start(t, dir)
	insert(t, e, "kept")
	pid := e.PID()
	e.Stop()
	e.Stop()
	if !gone(pid) {
		t.Error("the process still runs")
	}
	if _, err := os.Stat(filepath.Dir(e.Socket())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket's folder is still there (%v)", err)
	}
	again := start(t, dir)
	defer again.Stop()
	if !has(t, again, "kept") {
		t.Error("the data is lost")
	}
}

func TestStart_refuses_a_directory_in_use(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := start(t, dir)
	defer e.Stop()
	insert(t, e, "safe")
	if _, err := engine.Start(testContext(), dir); !errors.Is(err, engine.ErrInUse) {
		t.Errorf("Start says %v, want %v", err, engine.ErrInUse)
	}
	if !has(t, e, "safe") {
		t.Error("the first engine suffered")
	}
}

func TestStart_says_that_the_directory_is_a_file(t *testing.T) {
	t.Parallel()
	start(t, t.TempDir()).Stop() // installed
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Start(testContext(), filepath.Join(file, "data")); err == nil || !strings.Contains(err.Error(), "data directory") {
		t.Errorf("Start says %v, want an error about the data directory", err)
	}
}

func TestStart_says_what_to_do_about_spoilt_data(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"WiredTiger.turtle", "WiredTiger.wt", "_mdb_catalog.wt"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			e := start(t, dir)
			insert(t, e, "before")
			e.Stop()
			if err := os.WriteFile(filepath.Join(dir, file), []byte("spoilt"), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := engine.Start(testContext(), dir)
			if err == nil || !strings.Contains(err.Error(), "restore "+dir+" from a backup") || strings.Contains(err.Error(), "\n") {
				t.Errorf("Start says %v, want one line that says what to do about %s", err, dir)
			}
		})
	}
}

func TestStart_in_a_long_temporary_directory(t *testing.T) {
	long := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	if err := os.MkdirAll(long, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", long)
	e := start(t, t.TempDir())
	defer e.Stop()
	insert(t, e, "works")
}
