package redistest_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// put and got use a client in the simplest way there is.
func put(t *testing.T, c *redis.Client) {
	t.Helper()
	redis.NewSessions[string](c).Put(t.Context(), "h", "x", time.Minute, time.Now().Add(time.Hour))
}

func got(t *testing.T, c *redis.Client) bool {
	t.Helper()
	_, ok := redis.NewSessions[string](c).Get(t.Context(), "h")
	return ok
}

func TestNew_gives_each_test_keys_of_its_own(t *testing.T) {
	t.Parallel()
	a, b := redistest.New(t), redistest.New(t)
	put(t, a)
	if !got(t, a) || got(t, b) {
		t.Error("two tests share keys")
	}
}

func TestServer_clients_share_keys(t *testing.T) {
	t.Parallel()
	s := redistest.Server(t)
	put(t, s.Client(t))
	if !got(t, s.Client(t)) {
		t.Error("two clients of a server don't share keys")
	}
}

func TestServer_can_be_harmed(t *testing.T) {
	t.Parallel()
	s := redistest.Server(t)
	c := s.Client(t)
	put(t, c)
	s.Pause()
	if got(t, c) {
		t.Error("a paused server answers")
	}
	s.Resume()
	redistest.WaitFor(t, "the server to go on", func() bool { return got(t, c) })
	s.FlushAll(t)
	if got(t, c) {
		t.Error("a flushed server has keys")
	}
	s.Kill()
	redistest.WaitFor(t, "the death to show", func() bool { return !c.Healthy() })
	s.Restart(t)
	redistest.WaitFor(t, "the server to be back", c.Healthy)
}

func TestMini_lets_keys_expire(t *testing.T) {
	t.Parallel()
	c := redistest.Mini(t)
	redis.NewSessions[string](c).Put(t.Context(), "h", "x", 50*time.Millisecond, time.Now().Add(time.Hour))
	time.Sleep(200 * time.Millisecond)
	if got(t, c) {
		t.Error("a key did not expire")
	}
}

// What miniredis lacks is tested on redis-server only: README.md of platform/redis
// says where.
func TestMini_lacks_what_the_table_says(t *testing.T) {
	t.Parallel()
	options, err := goredis.ParseURL(redistest.MiniURL(t))
	if err != nil {
		t.Fatal(err)
	}
	options.Protocol, options.DisableIdentity = 2, true
	mini := goredis.NewClient(options)
	t.Cleanup(func() { _ = mini.Close() })
	for _, command := range []string{
		"CLIENT KILL TYPE pubsub", "CLIENT LIST", "ACL WHOAMI", "CONFIG GET maxmemory", "SAVE", "SPUBLISH a b", "SSUBSCRIBE a",
	} {
		var args []any
		for arg := range strings.FieldsSeq(command) {
			args = append(args, arg)
		}
		if err := mini.Do(t.Context(), args...).Err(); err == nil {
			t.Errorf("%s is there by now: tests of it can run on miniredis, too", command)
		}
	}
	if info, err := mini.Info(t.Context()).Result(); strings.Contains(info, "run_id") {
		t.Errorf("it tells its run by now: %v", err)
	}
}

func TestEach_runs_on_both(t *testing.T) {
	var ran []string
	redistest.Each(t, func(t *testing.T, c *redis.Client) {
		ran = append(ran, filepath.Base(t.Name()))
		if !c.Healthy() {
			t.Error("not connected")
		}
	})
	if strings.Join(ran, " ") != "redis-server miniredis" {
		t.Errorf("ran on %v", ran)
	}
}

// failure is a test that Server fails.
type failure struct {
	testing.TB
	text string
}

var errFailed = errors.New("failed")

func (f *failure) Helper() {}

func (f *failure) Fatalf(format string, args ...any) {
	f.text = format
	for _, a := range args {
		if err, ok := a.(error); ok {
			f.text += err.Error()
		}
	}
	panic(errFailed)
}

func TestServer_fails_the_test_and_says_what_to_install(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	f := &failure{TB: t}
	func() {
		defer func() {
			if err, _ := recover().(error); !errors.Is(err, errFailed) {
				t.Errorf("the test goes on: %v", err)
			}
		}()
		redistest.Server(f)
	}()
	if !strings.Contains(f.text, "redis-server is not installed") {
		t.Errorf("it says %q", f.text)
	}
}
