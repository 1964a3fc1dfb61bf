package e2e_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What stops a start ends it within 10 s, with exit code 1 and a sentence that
// names the cause and the remedy.
const giveUp = 10 * time.Second

func TestStart_refuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		// spoil breaks what the program needs.
		spoil func(t *testing.T, s *shop)
		want  []string
	}{
		{"a port that is taken", func(t *testing.T, s *shop) {
			l, err := net.Listen("tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
		}, []string{"SHOP_ADDR", "in use"}},
		{"a data directory that is a file", func(t *testing.T, s *shop) {
			file := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			s.env = append(s.env, "SHOP_DATA_DIR="+filepath.Join(file, "data"))
		}, []string{"SHOP_DATA_DIR"}},
		// Not even root can make a file there.
		{"a data directory that can't be written", func(_ *testing.T, s *shop) {
			s.env = append(s.env, "SHOP_DATA_DIR=/proc")
		}, []string{"SHOP_DATA_DIR", "can't be written"}},
		{"a malformed MONGO_URL", func(_ *testing.T, s *shop) {
			s.env = append(s.env, "MONGO_URL=http://nonsense")
		}, []string{"MONGO_URL", "mongodb://"}},
		{"a malformed REDIS_URL", func(_ *testing.T, s *shop) {
			s.env = append(s.env, "REDIS_URL=nonsense")
		}, []string{"REDIS_URL", "redis://"}},
		{"a MongoDB that is down", func(_ *testing.T, s *shop) {
			s.env = append(s.env, "MONGO_URL=mongodb://"+freeAddr()+"/shop")
		}, []string{"MongoDB", "MONGO_URL"}},
		{"all faults of a configuration, at once", func(_ *testing.T, s *shop) {
			s.env = append(s.env, "SHOP_RATE_API=often", "SHOP_CURRENCY=EURO", "TRUSTED_PROXIES=everyone")
		}, []string{"SHOP_RATE_API", "SHOP_CURRENCY", "TRUSTED_PROXIES"}},
		{"to run without databases outside the demo", func(_ *testing.T, s *shop) {
			s.args = []string{"serve"}
		}, []string{"MONGO_URL", "REDIS_URL", "--demo"}},
		{"to embed the engine without Node.js", func(t *testing.T, s *shop) {
			s.env = append(s.env, "PATH="+t.TempDir())
		}, []string{"Node.js", "docker compose", "MONGO_URL"}},
		{"to install the engine without npm", func(t *testing.T, s *shop) {
			s.env = append(s.env, "PATH="+onlyPrograms(t, "node"), "XDG_CACHE_HOME="+t.TempDir())
		}, []string{"npm", "docker compose", "MONGO_URL"}},
		{"half an installation that npm can't complete", func(t *testing.T, s *shop) {
			bin, cache := onlyPrograms(t, "node"), t.TempDir()
			if err := os.WriteFile(filepath.Join(bin, "npm"), []byte("#!/bin/sh\necho npm error code ENOTFOUND\nexit 1\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(cache, "shop", "engine-0.1.1", "node_modules"), 0o700); err != nil {
				t.Fatal(err)
			}
			s.env = append(s.env, "PATH="+bin, "XDG_CACHE_HOME="+cache)
		}, []string{"ENOTFOUND", "docker compose", "MONGO_URL"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			tc.spoil(t, s)
			s.spawn(t)
			if code := s.waitExit(t, giveUp); code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			said := s.output.String()
			for _, want := range tc.want {
				if !strings.Contains(said, want) {
					t.Errorf("it doesn't say %q:\n%s", want, said)
				}
			}
			if strings.Contains(said, "goroutine ") || strings.Contains(said, "missing dependencies") {
				t.Errorf("it shows its insides:\n%s", said)
			}
		})
	}
}

// onlyPrograms makes a folder with links to the named programs and nothing else.
func onlyPrograms(t *testing.T, names ...string) string {
	t.Helper()
	bin := t.TempDir()
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func TestStart_refuses_a_second_shop_on_the_same_data(t *testing.T) {
	t.Parallel()
	first := newShop(t).start(t)
	second := prepare(first.dir)
	second.spawn(t)
	if code := second.waitExit(t, giveUp); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if said := second.output.String(); !strings.Contains(said, first.dir) {
		t.Errorf("it doesn't name the directory:\n%s", said)
	}
	if status, err := first.status("/readyz"); status != http.StatusOK {
		t.Errorf("the first shop suffered: %d, %v", status, err)
	}
}

func TestStart_without_Redis_is_degraded_and_says_so(t *testing.T) {
	t.Parallel()
	s := newShop(t, "REDIS_URL=redis://"+freeAddr()+"/0")
	s.spawn(t)
	s.waitReady(t)
	if status, err := s.status("/"); status != http.StatusOK {
		t.Errorf("home without Redis: %d, %v", status, err)
	}
	ready := newClient(t, s).do(http.MethodGet, "/readyz", nil)
	if !strings.Contains(string(ready.body), `"status":"degraded"`) {
		t.Errorf("/readyz doesn't say that the shop is degraded: %s", ready.body)
	}
	if !strings.Contains(s.output.String(), "Redis can't be reached (REDIS_URL)") {
		t.Errorf("the program doesn't say that Redis is away:\n%s", s.output.tail(2000))
	}
}

func TestStop_ends_after_the_requests_under_way(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	stream, err := http.Get(s.base + "/api/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := s.waitExit(t, 20*time.Second); code != 0 {
		t.Errorf("exit code %d, want 0:\n%s", code, s.output.tail(2000))
	}
}

func TestKill_leaves_no_orphan_and_a_clean_next_start(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	children := childrenOf(s.cmd.Process.Pid)
	if len(children) == 0 {
		t.Fatal("the demo runs without any embedded database")
	}
	api := staff(t, s)
	api.want(http.StatusCreated, http.MethodPost, "/api/auth/register",
		object{"email": "kept@example.com", "password": "long enough 1", "name": "Kept"})
	s.kill()
	deadline := time.Now().Add(10 * time.Second)
	for _, pid := range children {
		for syscall.Kill(pid, 0) == nil {
			if time.Now().After(deadline) {
				t.Fatalf("child %d outlives the shop", pid)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	s.start(t)
	newClient(t, s).signIn("kept@example.com", "long enough 1")
}

// childrenOf lists the process ids of a process's children.
func childrenOf(parent int) []int {
	var children []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		// "pid (name) state ppid …"; a name may hold spaces and brackets.
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
				children = append(children, pid)
			}
		}
	}
	return children
}
