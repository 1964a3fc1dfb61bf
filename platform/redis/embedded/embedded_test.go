package embedded_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"shop/platform/redis/embedded"
)

// conn speaks Redis's protocol, so that these tests need no client.
type conn struct {
	net.Conn
	*bufio.Reader
	t testing.TB
}

func (c *conn) Read(p []byte) (int, error) { return c.Reader.Read(p) }

func dial(t testing.TB, rawURL string) *conn {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "redis" {
		t.Fatalf("URL %q: %v", rawURL, err)
	}
	c, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	r := &conn{t: t, Conn: c, Reader: bufio.NewReader(c)}
	password, _ := u.User.Password()
	if got := r.do("PING"); !strings.HasPrefix(got, "-NOAUTH") {
		t.Errorf("without the password it answers %q", got)
	}
	if got := r.do("AUTH " + password); got != "+OK" {
		t.Fatalf("AUTH: %q", got)
	}
	return r
}

// do returns the first line of the answer.
func (c *conn) do(command string) string {
	c.t.Helper()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	words := strings.Fields(command)
	fmt.Fprintf(c.Conn, "*%d\r\n", len(words))
	for _, w := range words {
		fmt.Fprintf(c.Conn, "$%d\r\n%s\r\n", len(w), w)
	}
	line, err := c.ReadString('\n')
	if err != nil {
		c.t.Fatalf("%s: %v", command, err)
	}
	return strings.TrimSpace(line)
}

func startEmbedded(t testing.TB, dir, kind string) *embedded.Server {
	t.Helper()
	s, err := embedded.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	if s.Kind != kind {
		t.Fatalf("it is %s, want %s", s.Kind, kind)
	}
	return s
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 10 s", what)
		}
	}
}

func TestStart_runs_redis_server_where_it_is_installed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "redis")
	s := startEmbedded(t, dir, "redis-server")
	c := dial(t, s.URL())
	if got := c.do("SET key value PX 50"); got != "+OK" {
		t.Fatalf("SET: %q", got)
	}
	time.Sleep(100 * time.Millisecond)
	if got := c.do("GET key"); got != "$-1" {
		t.Errorf("an expired key: %q", got)
	}
	s.Stop()
	s.Stop()
	if files, err := filepath.Glob(filepath.Join(dir, "*.rdb")); err != nil || len(files) > 0 {
		t.Errorf("it keeps %v (%v)", files, err)
	}
}

func TestStart_runs_redis_server_again_when_it_dies(t *testing.T) {
	s := startEmbedded(t, t.TempDir(), "redis-server")
	c := dial(t, s.URL())
	pid := redisPID(t, c)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	// The old process closes its listener some time after its connections.
	eventually(t, "it is gone", func() bool { return syscall.Kill(pid, 0) != nil })
	u, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "another listens", func() bool {
		again, err := net.Dial("tcp", u.Host)
		return err == nil && again.Close() == nil
	})
	if got := redisPID(t, dial(t, s.URL())); got == pid {
		t.Error("it never died")
	}
}

func redisPID(t *testing.T, c *conn) int {
	t.Helper()
	length, err := strconv.Atoi(strings.TrimPrefix(c.do("INFO server"), "$"))
	if err != nil {
		t.Fatal(err)
	}
	info := make([]byte, length+len("\r\n"))
	if _, err := io.ReadFull(c, info); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(info)) {
		if text, is := strings.CutPrefix(strings.TrimSpace(line), "process_id:"); is {
			pid, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
	}
	t.Fatalf("no process id in %s", info)
	return 0
}

func TestStart_falls_back_to_miniredis_whose_keys_expire(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	s := startEmbedded(t, t.TempDir(), "miniredis")
	c := dial(t, s.URL())
	if got := c.do("SET key value EX 1"); got != "+OK" {
		t.Fatalf("SET: %q", got)
	}
	eventually(t, "the key expires", func() bool { return c.do("EXISTS key") == ":0" })
	s.Stop()
	s.Stop()
}

func TestStart_reports_a_folder_that_can_not_be_made(t *testing.T) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Fatal("redis-server is missing: run \"make test\", which installs it")
	}
	if _, err := embedded.Start(t.Context(), "/dev/null/redis"); err == nil {
		t.Error("no error")
	}
}
