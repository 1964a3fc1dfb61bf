package redis

import (
	"strings"
	"testing"

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
		want.timeout = commandTimeout
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
		if err := got.open(func(*goredis.Client) {}).Close(); err != nil {
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
