package e2e_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shop/platform/host"
)

// program is the path of the binary under test, built once by TestMain.
var program string

func TestMain(m *testing.M) {
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "shop-e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "shop")
	build := exec.Command("go", "build", "-o", program, "../cmd/shop")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build the program: %w\n%s", err, out)
	}
	code := m.Run()
	stopShared()
	return code, nil
}

// shop is one running process of the program.
type shop struct {
	base string // http://127.0.0.1:port
	addr string
	// opsAddr is where metrics and profiles are.
	opsAddr string
	dir     string // SHOP_DATA_DIR
	env     []string
	args    []string
	binary  string // another build of the program; empty for program
	cmd     *exec.Cmd
	output  *output
	exited  chan struct{}
	err     error // of Wait; read after exited is closed
}

// The owner of the demo shop, as the program prints at its start.
const (
	ownerEmail    = "owner@demo.example"
	ownerPassword = "demo-owner-1"
)

// newShop prepares a demo shop in a data directory of its own; env overrides
// the environment ("NAME=value").
func newShop(t testing.TB, env ...string) *shop {
	t.Helper()
	return prepare(t.TempDir(), env...)
}

func prepare(dir string, env ...string) *shop {
	addr, ops := freeAddr(), freeAddr()
	base := []string{
		"SHOP_ADDR=" + addr,
		"SHOP_OPS_ADDR=" + ops,
		"SHOP_DATA_DIR=" + dir,
		"SHOP_RATE_API=off",
		"SHOP_RATE_LOGIN=off",
	}
	return &shop{
		base:    "http://" + addr,
		addr:    addr,
		opsAddr: ops,
		dir:     dir,
		env:     append(base, env...),
		args:    []string{"serve", "--demo"},
	}
}

// start runs the program and returns when it is ready.
func (s *shop) start(t testing.TB) *shop {
	t.Helper()
	s.spawn(t)
	s.waitReady(t)
	return s
}

// spawn runs the program and returns at once.
func (s *shop) spawn(t testing.TB) {
	t.Helper()
	if err := s.run(); err != nil {
		t.Fatalf("start the program: %v", err)
	}
	t.Cleanup(func() {
		s.stop()
		if t.Failed() {
			t.Logf("the program said:\n%s", s.output.tail(8000))
		}
	})
}

func (s *shop) run() error {
	s.output = &output{}
	s.cmd = exec.Command(cmp.Or(s.binary, program), s.args...)
	s.cmd.Env = append(cleanEnv(), s.env...)
	s.cmd.Stdout, s.cmd.Stderr = s.output, s.output
	// A test run that is killed takes its shops along.
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started, exited := make(chan error), make(chan struct{})
	s.exited = exited
	go func(cmd *exec.Cmd) {
		// The signal comes when the thread ends that has started the program.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			s.err = cmd.Wait()
			close(exited)
		}
	}(s.cmd)
	return <-started
}

// waitReady returns once /readyz says yes, and fails the test if the program
// ends first or a minute passes.
func (s *shop) waitReady(t testing.TB) {
	t.Helper()
	if err := s.ready(time.Minute); err != nil {
		t.Fatalf("%v; it said:\n%s", err, s.output.tail(8000))
	}
}

func (s *shop) ready(patience time.Duration) error {
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		select {
		case <-s.exited:
			return fmt.Errorf("the program ended: %w", s.err)
		default:
		}
		if status, _ := s.status("/readyz"); status == http.StatusOK {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return errors.New("the program is not ready in time")
}

// status GETs a path and returns its status.
func (s *shop) status(path string) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}

// stop asks the program to end and waits until it has.
func (s *shop) stop() {
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.exited:
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.exited
	}
}

// kill ends the program as a power cut would.
func (s *shop) kill() {
	_ = s.cmd.Process.Kill()
	<-s.exited
}

// waitExit returns the exit code, and fails the test if the program runs on
// beyond patience.
func (s *shop) waitExit(t testing.TB, patience time.Duration) int {
	t.Helper()
	select {
	case <-s.exited:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatalf("the program still runs after %v; it said:\n%s", patience, s.output.tail(4000))
		return 0
	}
}

// command runs a subcommand of the program on s's configuration and returns
// its output and exit code.
func (s *shop) command(t testing.TB, args ...string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(cleanEnv(), s.env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// cleanEnv is this process's environment without settings of the program.
func cleanEnv() []string {
	var env []string
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, "SHOP_") || name == "MONGO_URL" || name == "REDIS_URL" || name == "TRUSTED_PROXIES" {
			continue
		}
		env = append(env, kv)
	}
	return env
}

// freeAddr returns an address nobody listens on.
func freeAddr() string {
	addr, err := host.FreeAddr()
	if err != nil {
		panic(err)
	}
	return addr
}

// output collects what a process prints while it still prints.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

func (o *output) tail(n int) string {
	s := o.String()
	return s[max(0, len(s)-n):]
}

// The demo shop that tests share which neither stop it nor count its orders.
var shared struct {
	once sync.Once
	shop *shop
	dir  string
	err  error
}

func sharedShop(t testing.TB) *shop {
	t.Helper()
	shared.once.Do(func() {
		if shared.dir, shared.err = os.MkdirTemp("", "shop-e2e-data-"); shared.err != nil {
			return
		}
		shared.shop = prepare(shared.dir)
		if shared.err = shared.shop.run(); shared.err == nil {
			shared.err = shared.shop.ready(time.Minute)
		}
	})
	if shared.err != nil {
		t.Fatalf("the shared shop: %v; it said:\n%s", shared.err, shared.shop.output.tail(8000))
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the shared shop said last:\n%s", shared.shop.output.tail(3000))
		}
	})
	return shared.shop
}

func stopShared() {
	if shared.shop != nil {
		shared.shop.stop()
		os.RemoveAll(shared.dir)
	}
}
