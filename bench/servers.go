package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"shop/platform/host"
	"shop/platform/mongo/engine"
)

// stand is what is measured, and what it needs: databases and the built
// programs, in a folder of their own.
type stand struct {
	machine
	dir    string
	shop   string // the built programs
	yard   string
	redis  string // host:port
	engine *engine.Engine
	stops  []func()
}

// newStand builds the programs and starts the databases.
func newStand(ctx context.Context, m machine) (*stand, error) {
	dir, err := os.MkdirTemp("", "shop-bench-")
	if err != nil {
		return nil, err
	}
	s := &stand{machine: m, dir: dir, shop: filepath.Join(dir, "shop"), yard: filepath.Join(dir, "yardstick")}
	s.stops = append(s.stops, func() { _ = os.RemoveAll(dir) })
	if err := errors.Join(build(ctx, s.shop, "./cmd/shop"), build(ctx, s.yard, "./bench/yardstick")); err != nil {
		s.close()
		return nil, err
	}
	if err := errors.Join(s.startRedis(ctx), s.startEngine(ctx)); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func build(ctx context.Context, binary, pkg string) error {
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "shop/"+strings.TrimPrefix(pkg, "./")).CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

func (s *stand) startRedis(ctx context.Context) error {
	s.redis = freeAddr()
	_, port, _ := net.SplitHostPort(s.redis)
	child, err := host.Start(s.onClientCore(exec.CommandContext(ctx, "redis-server", "--port", port, "--bind", "127.0.0.1",
		"--dir", s.dir, "--save", "", "--appendonly", "no", "--logfile", "redis.log")))
	if err != nil {
		return err
	}
	s.stops = append(s.stops, func() { child.Stop(time.Second) })
	return until(ctx, child, "redis-server", listens(ctx, s.redis))
}

// listens returns a function that reports whether somebody listens at addr.
func listens(ctx context.Context, addr string) func() bool {
	return func() bool {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	}
}

func (s *stand) startEngine(ctx context.Context) error {
	if err := engine.Ensure(ctx, slog.New(slog.NewTextHandler(os.Stderr, nil))); err != nil {
		return err
	}
	e, err := engine.Start(ctx, filepath.Join(s.dir, "mongo"))
	if err != nil {
		return err
	}
	s.stops = append(s.stops, e.Stop)
	s.engine = e
	// The engine has started unpinned; it must not run on the server's core.
	return s.moveEngine(ctx, s.clientCores())
}

// spread lets the engine run on all cores from now on.
func (s *stand) spread(ctx context.Context) error { return s.moveEngine(ctx, s.allCores()) }

func (s *stand) moveEngine(ctx context.Context, cores string) error {
	return exec.CommandContext(ctx, "taskset", "-a", "-p", "-c", cores, strconv.Itoa(s.engine.PID())).Run()
}

// database is the engine's URL with the name of a database.
func (s *stand) database(name string) string {
	return strings.Replace(s.engine.URL(), "/?", "/"+name+"?", 1)
}

func (s *stand) close() {
	for i := len(s.stops) - 1; i >= 0; i-- {
		s.stops[i]()
	}
}

// server is a running shop or yardstick.
type server struct {
	base, ops string
	child     *host.Child
}

func (s *server) stop() { s.child.Stop(10 * time.Second) }

// The shop's owner.
const (
	owner    = "owner@bench.example"
	password = "a long password"
)

func (s *stand) environment(addr, ops, data string) []string {
	return append(os.Environ(), "SHOP_ADDR="+addr, "SHOP_OPS_ADDR="+ops, "SHOP_DATA_DIR="+data,
		"MONGO_URL="+s.database("bench"), "REDIS_URL=redis://"+s.redis, "SHOP_ADMIN_EMAIL="+owner, "SHOP_ADMIN_PASSWORD="+password,
		// On, and so high that it doesn't bite.
		"SHOP_RATE_API=1000000/1s", "SHOP_RATE_LOGIN=off")
}

// importCatalogue puts n products into the shop's database.
func (s *stand) importCatalogue(ctx context.Context, n int) error {
	env := s.environment(freeAddr(), freeAddr(), filepath.Join(s.dir, "data-import"))
	return s.importCSV(ctx, env, func(out io.Writer) error { return writeCatalogue(out, n) })
}

// importCSV has the shop of an environment import what write writes.
func (s *stand) importCSV(ctx context.Context, env []string, write func(io.Writer) error) error {
	name := filepath.Join(s.dir, "catalogue.csv")
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, s.shop, "import", "--stock", name)
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("import the catalogue: %w\n%.2000s", err, out)
	}
	return nil
}

// startShop starts a shop, on the server's core where it is to be measured. Its
// access log goes to a file, as it does in production.
func (s *stand) startShop(ctx context.Context, name string, measured bool) (*server, error) {
	srv := &server{ops: freeAddr()}
	addr := freeAddr()
	srv.base = "http://" + addr
	cmd := exec.CommandContext(ctx, s.shop, "serve")
	if measured {
		cmd = s.onServerCore(cmd)
	}
	cmd.Env = s.environment(addr, srv.ops, filepath.Join(s.dir, "data-"+name))
	return srv, s.start(ctx, srv, cmd, name, "/readyz")
}

// startYardstick starts a bare handler of the captured answers; with redis one
// that asks Redis each time.
func (s *stand) startYardstick(ctx context.Context, answers string, redis bool, ready string) (*server, error) {
	addr := freeAddr()
	srv := &server{base: "http://" + addr}
	args := []string{"-addr", addr, "-answers", answers}
	if redis {
		args = append(args, "-redis", s.redis)
	}
	cmd := s.onServerCore(exec.CommandContext(ctx, s.yard, args...))
	return srv, s.start(ctx, srv, cmd, "yardstick", ready)
}

func (s *stand) start(ctx context.Context, srv *server, cmd *exec.Cmd, name, ready string) error {
	log, err := os.Create(filepath.Join(s.dir, name+".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if srv.child, err = host.Start(cmd); err != nil {
		return err
	}
	err = until(ctx, srv.child, name, func() bool {
		_, err := ask(ctx, http.MethodGet, srv.base+ready, nil, nil)
		return err == nil
	})
	if err != nil {
		said, _ := os.ReadFile(log.Name())
		return fmt.Errorf("%w; it said:\n%.2000s", err, said)
	}
	return nil
}

// until returns once ready reports true, and fails when the child ends first or
// a minute passes.
func until(ctx context.Context, child *host.Child, name string, ready func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for !ready() {
		select {
		case <-child.Done():
			return fmt.Errorf("%s ended: %w", name, child.Err())
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w", name, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// freeAddr returns an address nobody listens on.
func freeAddr() string {
	addr, err := host.FreeAddr()
	if err != nil {
		return "127.0.0.1:0" // what tries to listen there says what is wrong
	}
	return addr
}
