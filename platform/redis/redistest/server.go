package redistest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"shop/platform/host"
	"shop/platform/redis"
)

// Instance is a redis-server of a test's own.
type Instance struct {
	program string
	dir     *host.TempDir
	child   *host.Child
	admin   *goredis.Client
}

// Server starts a redis-server that ends with the test.
func Server(t testing.TB) *Instance {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	t.Cleanup(s.stop)
	return s
}

// start starts a server on a Unix socket, so that a restarted one is where it
// was.
func start() (*Instance, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, errors.New("redis-server is not installed; `make test` installs it, or: apt-get install redis-server")
	}
	dir, err := host.NewTempDir(os.TempDir(), "shop-redistest-")
	if err != nil {
		return nil, err
	}
	s := &Instance{program: program, dir: dir}
	s.admin = goredis.NewClient(&goredis.Options{Network: "unix", Addr: s.socket(), Protocol: 2, DisableIdentity: true})
	if err := s.run(); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *Instance) socket() string { return filepath.Join(s.dir.Path(), "redis.sock") }

func (s *Instance) run() error {
	child, err := host.Start(exec.Command(s.program, "--port", "0", "--unixsocket", s.socket(),
		"--dir", s.dir.Path(), "--save", "", "--appendonly", "no", "--logfile", "redis.log"))
	if err != nil {
		return err
	}
	s.child = child
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		if s.admin.Ping(context.Background()).Err() == nil {
			return nil
		}
		select {
		case <-child.Done():
			log, _ := os.ReadFile(filepath.Join(s.dir.Path(), "redis.log"))
			return fmt.Errorf("redis-server ended: %w\n%s", child.Err(), log)
		default:
		}
		if time.Now().After(end) {
			return errors.New("redis-server does not answer within 10 s of its start")
		}
	}
}

func (s *Instance) stop() {
	if s.child != nil {
		_ = syscall.Kill(s.child.PID(), syscall.SIGCONT)
		s.child.Stop(time.Second)
	}
	_ = s.admin.Close()
	s.dir.Remove()
}

// URL is where clients connect to.
func (s *Instance) URL() string { return "unix://" + s.socket() }

// Client returns another client of the server, closed when the test ends.
func (s *Instance) Client(t testing.TB) *redis.Client {
	t.Helper()
	return Connect(t, s.URL())
}

// Pause has the server hang: connections stay, answers don't come.
func (s *Instance) Pause() { _ = syscall.Kill(s.child.PID(), syscall.SIGSTOP) }

// Resume has a paused server go on.
func (s *Instance) Resume() { _ = syscall.Kill(s.child.PID(), syscall.SIGCONT) }

// Kill ends the server as a crash would. What it held is gone.
func (s *Instance) Kill() {
	_ = syscall.Kill(s.child.PID(), syscall.SIGKILL)
	<-s.child.Done()
}

// Restart starts a killed server again, where it was, empty.
func (s *Instance) Restart(t testing.TB) {
	t.Helper()
	if err := s.run(); err != nil {
		t.Fatalf("redistest: %v", err)
	}
}

// Do sends the server a command as its operator would, and returns the reply.
func (s *Instance) Do(t testing.TB, args ...any) any {
	t.Helper()
	reply, err := s.admin.Do(t.Context(), args...).Result()
	if err != nil && !errors.Is(err, goredis.Nil) {
		t.Fatalf("redistest: %v: %v", args, err)
	}
	return reply
}

// FlushAll deletes everything.
func (s *Instance) FlushAll(t testing.TB) {
	t.Helper()
	s.Do(t, "FLUSHALL")
}
