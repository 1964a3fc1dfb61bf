package host_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"shop/platform/host"
)

// parent makes this test binary a parent: it starts a child, locks the file,
// says the child's process id and waits to be killed.
const parent = "SHOP_TEST_HOST_PARENT"

func TestMain(m *testing.M) {
	if lock := os.Getenv(parent); lock != "" {
		beParent(lock)
	}
	os.Exit(m.Run())
}

func beParent(lock string) {
	// The child ignores its standard input, so only the kernel ends it.
	child, err := host.Start(exec.Command("sleep", "600"))
	if err == nil {
		_, err = host.TryLock(lock)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	fmt.Println(child.PID())
	select {}
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
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 10 s", what)
		}
	}
}

func TestKilledParent_leaves_no_child_and_no_lock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), parent+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err, cmd.Wait())
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := host.TryLock(path); !errors.Is(err, host.ErrLocked) {
		t.Errorf("the parent's lock: %v, want %v", err, host.ErrLocked)
	}
	if gone(pid) {
		t.Fatal("the child does not run")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	eventually(t, "the child ends with its parent", func() bool { return gone(pid) })
	if _, err := host.TryLock(path); err != nil {
		t.Errorf("the lock outlived its holder: %v", err)
	}
}

// firstWrite receives when a child says something.
type firstWrite chan struct{}

func (w firstWrite) Write(p []byte) (int, error) {
	select {
	case w <- struct{}{}:
	default:
	}
	return len(p), nil
}

func TestChild_Stop(t *testing.T) {
	t.Parallel()
	t.Run("lets it end when its input does", func(t *testing.T) {
		t.Parallel()
		cmd := exec.Command("sh", "-c", "trap '' TERM; echo ready; cat")
		said := make(firstWrite, 1)
		cmd.Stdout = said
		child, err := host.Start(cmd)
		if err != nil {
			t.Fatal(err)
		}
		<-said
		child.Stop(10 * time.Second)
		if err := child.Err(); err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	t.Run("kills it when it does not end", func(t *testing.T) {
		t.Parallel()
		child, err := host.Start(exec.Command("sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"))
		if err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		child.Stop(200 * time.Millisecond)
		child.Stop(200 * time.Millisecond)
		if took := time.Since(started); took > 5*time.Second {
			t.Errorf("it took %v", took)
		}
		if !gone(child.PID()) {
			t.Error("it still runs")
		}
	})
}

func TestStart_reports_a_program_that_is_not_there(t *testing.T) {
	t.Parallel()
	if _, err := host.Start(exec.Command(filepath.Join(t.TempDir(), "none"))); err == nil {
		t.Error("no error")
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	sleep := func(context.Context) (*host.Child, error) { return host.Start(exec.Command("sleep", "600")) }
	t.Run("starts a child again when it dies, until it is stopped", func(t *testing.T) {
		t.Parallel()
		s, err := host.Keep(t.Context(), time.Second, sleep)
		if err != nil {
			t.Fatal(err)
		}
		first := s.PID()
		if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		eventually(t, "another child runs", func() bool { return s.PID() != first })
		last := s.PID()
		s.Stop()
		s.Stop()
		if !gone(last) {
			t.Error("the child outlived Stop")
		}
	})
	t.Run("outlives the context of its start", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		s, err := host.Keep(ctx, time.Second, sleep)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Stop()
		cancel()
		time.Sleep(50 * time.Millisecond)
		if gone(s.PID()) {
			t.Error("the child ended with the context")
		}
	})
	t.Run("keeps trying while the child can't start", func(t *testing.T) {
		t.Parallel()
		starts := make(chan error, 10)
		starts <- nil
		s, err := host.Keep(t.Context(), time.Second, func(ctx context.Context) (*host.Child, error) {
			if err := <-starts; err != nil {
				return nil, err
			}
			return sleep(ctx)
		})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Stop()
		first := s.PID()
		starts <- errors.New("not yet")
		starts <- nil
		_ = syscall.Kill(first, syscall.SIGKILL)
		eventually(t, "another child runs", func() bool { return s.PID() != first })
	})
	t.Run("tells why the first child can't start", func(t *testing.T) {
		t.Parallel()
		broken := errors.New("broken")
		if _, err := host.Keep(t.Context(), time.Second, func(context.Context) (*host.Child, error) { return nil, broken }); !errors.Is(err, broken) {
			t.Errorf("Keep says %v", err)
		}
	})
}
