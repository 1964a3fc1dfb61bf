package embedded

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"

	"shop/platform/host"
)

// Server is a running Redis. A redis-server that dies is started again, empty,
// under the same URL.
type Server struct {
	// Kind says what it is: "redis-server" or "miniredis".
	Kind string

	url  string
	stop func()
	once sync.Once
}

// Start starts a Redis that keeps its files, if any, in dir, and returns once
// it answers.
func Start(ctx context.Context, dir string) (*Server, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return startMini()
	}
	return startServer(ctx, program, dir)
}

// URL is where clients connect to: redis:// on this machine.
func (s *Server) URL() string { return s.url }

// Stop ends it. It may be called again.
func (s *Server) Stop() { s.once.Do(s.stop) }

const stopGrace = 3 * time.Second

// startServer runs redis-server on a free port of the loopback interface, with
// a password since every user of the machine can reach that.
func startServer(ctx context.Context, program, dir string) (*Server, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("embedded Redis: %w", err)
	}
	port, err := host.FreePort()
	if err != nil {
		return nil, fmt.Errorf("embedded Redis: %w", err)
	}
	password := rand.Text()
	// A file, because every user of the machine can read arguments.
	file := filepath.Join(dir, "redis.conf")
	if err := os.WriteFile(file, []byte(config(port, password)), 0o600); err != nil {
		return nil, fmt.Errorf("embedded Redis: %w", err)
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	service, err := host.Keep(ctx, stopGrace, func(ctx context.Context) (*host.Child, error) {
		cmd := exec.CommandContext(context.WithoutCancel(ctx), program, file)
		cmd.Dir = dir
		child, err := host.Start(cmd)
		if err != nil {
			return nil, fmt.Errorf("embedded Redis: %w", err)
		}
		if err := await(ctx, child, addr); err != nil {
			child.Stop(stopGrace)
			return nil, err
		}
		return child, nil
	})
	if err != nil {
		return nil, err
	}
	return &Server{Kind: "redis-server", url: "redis://:" + password + "@" + addr + "/0", stop: service.Stop}, nil
}

// config keeps nothing on disk and drops the least recently used keys rather
// than refuse writes.
func config(port int, password string) string {
	return strings.Join([]string{
		"bind 127.0.0.1",
		fmt.Sprintf("port %d", port),
		"requirepass " + password,
		`save ""`,
		"appendonly no",
		"maxmemory 128mb",
		"maxmemory-policy allkeys-lru",
		"logfile redis.log",
		"",
	}, "\n")
}

// await returns when the server listens, or fails when it ends or ctx does.
func await(ctx context.Context, child *host.Child, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-child.Done():
			return fmt.Errorf("embedded Redis: redis-server ended at its start: %w", errors.Join(child.Err(), err))
		case <-ctx.Done():
			return fmt.Errorf("embedded Redis: redis-server does not answer: %w", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// startMini runs Redis's commands in this process. Its clock stands still
// unless it is moved, and then nothing would ever expire.
func startMini() (*Server, error) {
	mini := miniredis.NewMiniRedis()
	password := rand.Text()
	mini.RequireAuth(password)
	if err := mini.Start(); err != nil {
		return nil, fmt.Errorf("embedded Redis: %w", err)
	}
	done := make(chan struct{})
	var clock sync.WaitGroup
	clock.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				mini.FastForward(time.Second)
			}
		}
	})
	return &Server{
		Kind: "miniredis",
		url:  "redis://:" + password + "@" + mini.Addr() + "/0",
		stop: func() { close(done); clock.Wait(); mini.Close() },
	}, nil
}
