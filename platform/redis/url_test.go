package redis

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	goredis "github.com/redis/go-redis/v9"
)

func TestParseURL_reads(t *testing.T) {
	for url, want := range map[string]target{
		"redis://localhost":              {addrs: []string{"localhost:6379"}},
		"redis://h:1234/3":               {addrs: []string{"h:1234"}, db: 3},
		"redis://:p%40ss@h?db=2":         {addrs: []string{"h:6379"}, password: "p@ss", db: 2},
		"redis://user:secret@[::1]:7":    {addrs: []string{"[::1]:7"}, username: "user", password: "secret"},
		"redis://h?prefix=other:":        {addrs: []string{"h:6379"}, prefix: "other:"},
		"unix:///run/redis.sock?db=1":    {unix: true, addrs: []string{"/run/redis.sock"}, db: 1},
		"unix://:secret@/run/redis.sock": {unix: true, addrs: []string{"/run/redis.sock"}, password: "secret"},
		"redis+sentinel://:p@a,b:1/2?master=m&sentinel_password=q": {
			topology: sentinel, addrs: []string{"a:26379", "b:1"}, password: "p", sentinelPassword: "q", master: "m", db: 2,
		},
		"redis+cluster://a:1,b,[::1]:2": {topology: cluster, addrs: []string{"a:1", "b:6379", "[::1]:2"}},
	} {
		if want.prefix == "" {
			want.prefix = defaultPrefix
		}
		want.timeout, want.poolSize = commandTimeout, poolSize
		got, err := parseURL(url)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(target{}), cmpopts.IgnoreFields(target{}, "tls")); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", url, err, diff)
		}
		if got.tls != nil {
			t.Errorf("%s is not for TLS", url)
		}
	}
}

func TestParseURL_uses_TLS_where_the_scheme_says_so(t *testing.T) {
	for _, url := range []string{"rediss://h", "rediss+sentinel://h?master=m", "rediss+cluster://h"} {
		if got, err := parseURL(url); err != nil || got.tls == nil {
			t.Errorf("%s: %+v, %v", url, got, err)
		}
	}
}

func TestParseURL_says_what_is_wrong(t *testing.T) {
	for url, want := range map[string]string{
		"localhost:6379":       "no scheme",
		"http://h":             `"http" is unknown`,
		"redis+magic://h":      `"redis+magic" is unknown`,
		"redis://":             "malformed host",
		"redis://:6379":        "no host",
		"redis://h:99999":      "port",
		"redis://h:http":       "malformed host",
		"redis://::1":          "malformed host",
		"redis://h/seven":      "no number",
		"redis://h?db=-1":      "no number",
		"redis://a,b":          "several hosts",
		"redis://h?timeout=3s": `"timeout" is unknown`,
		"redis://h?prefix=a{b": "prefix may have",
		"redis://h?master=m":   `"master" is unknown`,
		"redis+sentinel://h":   "master's name",
		"redis+cluster://h/1":  "database 0 only",
		"unix://":              "socket's path",
		"unix://relative.sock": "socket's path",
		"redis://:hunter2%@h":  "percent-encode",
		"redis://:hun/ter2@h":  "host",
		"redis://h?prefix=%zz": "can't be read",
		"redis://h#fragment":   "can't be read",
		"redis://h?ca=ca.pem":  `"ca" is unknown`,
		"rediss://h?ca=no.pem": "ca can't be read",
		"rediss://h?ca=url.go": "holds no certificate",
	} {
		_, err := parseURL(url)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want a sentence with %q", url, err, want)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"redis://:hunter2@h/1", "redis+sentinel://:hunter2@a,b?master=m", "unix:///x", "redis://:hunter2@h:x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, url string) {
		got, err := parseURL(url)
		if err != nil {
			return
		}
		if len(got.addrs) == 0 || !validPrefix(got.prefix) || got.db < 0 {
			t.Fatalf("%q is read as %+v", url, got)
		}
		if err := got.open(func() *node { return &node{} }, func(*node, *goredis.Client) {}).Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestParseURL_does_not_tell_passwords(t *testing.T) {
	for _, url := range []string{
		"redis://:hunter2@h:bad", "redis://:hunter2@h/x", "redis://:hunter2@a,b", "rediz://:hunter2@h", "redis://:hunter2%@h",
		"redis+sentinel://:hunter2@h",
	} {
		if _, err := parseURL(url); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// TestOpen_is_as_patient_as_promised pins what the design says of a connection.
func TestOpen_is_as_patient_as_promised(t *testing.T) {
	type patience struct {
		Dial, Pool, Read, Write time.Duration
		Dials, Retries, Size    int
		Deadline                bool
	}
	want := patience{
		Dial: 200 * time.Millisecond, Pool: 200 * time.Millisecond, Read: 150 * time.Millisecond, Write: 150 * time.Millisecond,
		// The driver sends nothing again by itself, but for redirections on a cluster.
		Dials: 1, Retries: 0, Size: 64, Deadline: true,
	}
	for _, url := range []string{"redis://h", "rediss://h", "unix:///run/redis.sock", "redis+sentinel://h?master=m", "redis+cluster://h"} {
		c, err := New(url, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		var got patience
		switch rdb := c.rdb.(type) {
		case *goredis.Client:
			o := rdb.Options()
			got = patience{o.DialTimeout, o.PoolTimeout, o.ReadTimeout, o.WriteTimeout, o.DialerRetries, o.MaxRetries, o.PoolSize, o.ContextTimeoutEnabled}
		case *goredis.ClusterClient:
			o := rdb.Options()
			retries := max(o.MaxRetries, 0) // -1 is none
			got = patience{o.DialTimeout, o.PoolTimeout, o.ReadTimeout, o.WriteTimeout, o.DialerRetries, retries, o.PoolSize, o.ContextTimeoutEnabled}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", url, diff)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestBackoff_grows_by_200_ms_to_2_s(t *testing.T) {
	for n, want := range map[int]time.Duration{
		1: 200 * time.Millisecond, 2: 400 * time.Millisecond, 9: 1800 * time.Millisecond, 10: 2 * time.Second, 11: 2 * time.Second, 1000: 2 * time.Second,
	} {
		if got := backoff(n); got != want {
			t.Errorf("after %d failures it waits %s, want %s", n, got, want)
		}
	}
}
