package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/platform/mongo/mongotest"
)

// running is a shop that serves within this process.
type runningShop struct {
	base, ops string
	environ   []string
	out       *safeBuffer
	stop      context.CancelFunc
	code      chan int
}

// safeBuffer may be read while it is written.
type safeBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// serveIn starts the shop on a data directory and returns when it is ready.
func serveIn(t *testing.T, dir string, args []string, environ ...string) *runningShop {
	t.Helper()
	addr, ops := freeAddr(t), freeAddr(t)
	ctx, cancel := context.WithCancel(context.Background())
	s := &runningShop{
		base: "http://" + addr, ops: "http://" + ops, out: &safeBuffer{}, stop: cancel, code: make(chan int, 1),
		environ: append([]string{"SHOP_ADDR=" + addr, "SHOP_OPS_ADDR=" + ops, "SHOP_DATA_DIR=" + dir, "SHOP_RATE_API=off"}, environ...),
	}
	p := &program{environ: s.environ, in: strings.NewReader(""), out: s.out, err: s.out}
	go func() { s.code <- p.run(ctx, args) }()
	t.Cleanup(func() { s.end(t) })
	deadline := time.Now().Add(time.Minute)
	for {
		res, err := http.Get(s.base + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return s
			}
		}
		select {
		case code := <-s.code:
			t.Fatalf("it ended with code %d:\n%s", code, s.out)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("it is not ready:\n%s", s.out)
		}
	}
}

// end stops the shop as SIGTERM does, and fails the test if it ends badly. It
// may be called again.
func (s *runningShop) end(t *testing.T) {
	t.Helper()
	s.stop()
	if code, open := <-s.code; open {
		if code != exitOK {
			t.Errorf("it ended with code %d:\n%s", code, s.out)
		}
		close(s.code)
	}
}

func body(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestServe_demo_from_first_start_to_tools(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serveIn(t, dir, []string{"serve", "--demo"})
	t.Run("prints how to sign in", func(t *testing.T) {
		for _, want := range []string{s.base + "/admin", demoOwner, demoPassword} {
			if !strings.Contains(s.out.String(), want) {
				t.Errorf("it does not say %q:\n%s", want, s.out)
			}
		}
	})
	t.Run("has metrics and profiles on the other address only", func(t *testing.T) {
		for path, want := range map[string]string{"/metrics": "go_goroutines", "/debug/pprof/": "goroutine"} {
			if !strings.Contains(body(t, s.ops+path), want) {
				t.Errorf("%s lacks %s", path, want)
			}
			if strings.Contains(body(t, s.base+path), want) {
				t.Errorf("%s is public", path)
			}
		}
	})
	t.Run("is well, says the doctor", func(t *testing.T) {
		if code, said := run(t, s.environ, "doctor"); code != exitOK || strings.Contains(said, "FAULT") {
			t.Errorf("exit code %d:\n%s", code, said)
		}
	})
	exported := filepath.Join(t.TempDir(), "all.csv")
	t.Run("exports its products", func(t *testing.T) {
		if code, said := run(t, s.environ, "export", exported); code != exitOK {
			t.Fatalf("exit code %d:\n%s", code, said)
		}
		if text, err := os.ReadFile(exported); err != nil || bytes.Count(text, []byte("\n")) < 30 {
			t.Errorf("%d lines, %v", bytes.Count(text, []byte("\n")), err)
		}
	})
	t.Run("imports them again without a change", func(t *testing.T) {
		if code, said := run(t, s.environ, "import", exported); code != exitOK || !strings.Contains(said, " 0 products new, 0 changed") {
			t.Errorf("exit code %d:\n%s", code, said)
		}
	})
	t.Run("lets in who admin create made", func(t *testing.T) {
		code, said := runWithInput(t, "a long password\n", s.environ, "admin", "create", "--email", "new@example.com")
		if code != exitOK || strings.Contains(said, "a long password") {
			t.Fatalf("exit code %d:\n%s", code, said)
		}
		res, err := http.Post(s.base+"/api/auth/login", "application/json", strings.NewReader(`{"email":"new@example.com","password":"a long password"}`))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("sign-in: %s", res.Status)
		}
		if code, said := runWithInput(t, "a long password\n", s.environ, "admin", "create", "--email", "new@example.com"); code != exitFault || !strings.Contains(said, "already") {
			t.Errorf("the second time: exit code %d, %s", code, said)
		}
	})
	s.end(t)
	t.Run("keeps all that for the next start", func(t *testing.T) {
		started := time.Now()
		again := serveIn(t, dir, []string{"--demo"})
		if took := time.Since(started); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
		if !strings.Contains(body(t, again.base+"/api/products"), `"total":`) {
			t.Error("there are no products")
		}
	})
}

func TestServe_live_shop(t *testing.T) {
	t.Parallel()
	url := mongotest.URL(t)
	name := mongotest.NewName()
	mongotest.Connect(t, url, name) // dropped afterwards
	environ := []string{"MONGO_URL=" + withDatabase(url, name), "REDIS_URL=redis://" + freeAddr(t)}
	s := serveIn(t, t.TempDir(), []string{"serve"}, environ...)
	t.Run("prints a one-time link, and says that Redis is away", func(t *testing.T) {
		for _, want := range []string{s.base + "/setup/", "Redis can't be reached"} {
			if !strings.Contains(s.out.String(), want) {
				t.Errorf("it does not say %q:\n%s", want, s.out)
			}
		}
	})
	s.end(t)
	t.Run("stays live under --demo", func(t *testing.T) {
		again := serveIn(t, t.TempDir(), []string{"serve", "--demo"}, environ...)
		if strings.Contains(body(t, again.base+"/api/products"), `"slug"`) {
			t.Error("demo products were added to a live shop")
		}
		again.end(t) // what is logged is written by then
		if said := again.out.String(); !strings.Contains(said, "live shop") || strings.Contains(said, demoPassword) {
			t.Errorf("it says:\n%s", said)
		}
	})
}

// withDatabase puts the database's name into an engine's URL.
func withDatabase(url, name string) string { return strings.Replace(url, "/?", "/"+name+"?", 1) }

func TestServe_refuses_a_taken_port(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"SHOP_ADDR", "SHOP_OPS_ADDR"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		mongoName := mongotest.NewName()
		mongotest.Connect(t, mongotest.URL(t), mongoName)
		code, said := run(t, []string{
			"SHOP_ADDR=" + freeAddr(t), "SHOP_OPS_ADDR=" + freeAddr(t), "SHOP_DATA_DIR=" + t.TempDir(),
			"MONGO_URL=" + withDatabase(mongotest.URL(t), mongoName), "REDIS_URL=redis://" + freeAddr(t),
			name + "=" + l.Addr().String(),
		}, "serve")
		if code != exitFault || !strings.Contains(said, name+": ") || !strings.Contains(said, "in use") {
			t.Errorf("%s: exit code %d:\n%s", name, code, said)
		}
	}
}

func TestDoctor_names_what_is_away(t *testing.T) {
	t.Parallel()
	mongoName := mongotest.NewName()
	mongotest.Connect(t, mongotest.URL(t), mongoName)
	here := "MONGO_URL=" + withDatabase(mongotest.URL(t), mongoName)
	for _, tc := range []struct {
		name    string
		environ []string
		want    []string
	}{
		{"MongoDB", []string{"MONGO_URL=mongodb://127.0.0.1:1", "REDIS_URL=redis://127.0.0.1:1"}, []string{"FAULT  MongoDB", "MONGO_URL"}},
		{"Redis", []string{here, "REDIS_URL=redis://127.0.0.1:1"}, []string{"ok     MongoDB", "FAULT  Redis", "REDIS_URL"}},
		{"the indexes", []string{here, "REDIS_URL=redis://127.0.0.1:1"}, []string{"FAULT  indexes", "products: "}},
		{"everything", nil, []string{"FAULT  databases", "MONGO_URL", "REDIS_URL", "--demo"}},
		{"the data directory", []string{"SHOP_DATA_DIR=/dev/null/data"}, []string{"FAULT  disk", "SHOP_DATA_DIR"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			code, said := run(t, append([]string{"SHOP_DATA_DIR=" + t.TempDir()}, tc.environ...), "doctor")
			if code != exitFault {
				t.Errorf("exit code %d", code)
			}
			for _, want := range tc.want {
				if !strings.Contains(said, want) {
					t.Errorf("it does not say %q:\n%s", want, said)
				}
			}
		})
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	mongoName := mongotest.NewName()
	mongotest.Connect(t, mongotest.URL(t), mongoName)
	environ := []string{"SHOP_DATA_DIR=" + t.TempDir(), "MONGO_URL=" + withDatabase(mongotest.URL(t), mongoName), "REDIS_URL=redis://" + freeAddr(t)}
	file := filepath.Join(t.TempDir(), "products.csv")
	const rows = "Handle,Title,Variant SKU,Variant Price\nmug,Mug,MUG-1,12.00\ncup,Cup,CUP-1,cheap\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"import", file, "--dry-run"}, {"import", "--dry-run", file}, {"import", file}} {
		code, said := run(t, environ, args...)
		if code != exitFault || !strings.Contains(said, "line 3") || !strings.Contains(said, "1 products new") || !strings.Contains(said, "1 rows left out") {
			t.Errorf("%v: exit code %d:\n%s", args, code, said)
		}
	}
	if code, said := run(t, environ, "import", filepath.Join(t.TempDir(), "none.csv")); code != exitFault || !strings.Contains(said, "none.csv") {
		t.Errorf("no file: exit code %d:\n%s", code, said)
	}
}
