package logging_test

import (
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	"shop/platform/logging"
)

var request = logging.Request{
	Method: "GET", Path: "/p/lamp", Status: 200, Bytes: 17_000, Took: 1234 * time.Microsecond,
	IP: netip.MustParseAddr("192.0.2.7"), RequestID: "0123456789abcdef",
}

// line logs r and returns the line without its time.
func line(t *testing.T, r logging.Request, byHand bool, level slog.Level, more ...slog.Attr) string {
	t.Helper()
	var out strings.Builder
	var w io.Writer = &out
	buffer := logging.NewBuffer(&out)
	if byHand {
		w = buffer
	}
	logging.LogRequest(t.Context(), logging.New(w, true), level, &r, more...)
	if err := buffer.Flush(); err != nil {
		t.Fatal(err)
	}
	at, rest, found := strings.Cut(strings.TrimPrefix(out.String(), `{"time":"`), `"`)
	if _, err := time.Parse(time.RFC3339Nano, at); err != nil || !found {
		t.Fatalf("time %q in %q", at, out.String())
	}
	return rest
}

// The line that is put together by hand is the one that slog writes.
func TestLogRequest_writes_what_slog_would(t *testing.T) {
	t.Parallel()
	changed := func(change func(*logging.Request)) logging.Request {
		r := request
		change(&r)
		return r
	}
	for name, r := range map[string]logging.Request{
		"a page":           request,
		"an account":       changed(func(r *logging.Request) { r.Account = "a1" }),
		"no id":            changed(func(r *logging.Request) { r.RequestID = "" }),
		"an IPv6 address":  changed(func(r *logging.Request) { r.IP = netip.MustParseAddr("2001:db8::1%eth0") }),
		"no address":       changed(func(r *logging.Request) { r.IP = netip.Addr{} }),
		"no time at all":   changed(func(r *logging.Request) { r.Took = 0 }),
		"a microsecond":    changed(func(r *logging.Request) { r.Took = time.Microsecond }),
		"an hour":          changed(func(r *logging.Request) { r.Took = time.Hour + 500*time.Microsecond }),
		"a quoted path":    changed(func(r *logging.Request) { r.Path = `/"a"\` }),
		"a forged line":    changed(func(r *logging.Request) { r.Path = "/a\n{}" }),
		"letters":          changed(func(r *logging.Request) { r.Path = "/möbel/<b>&\u2028" }),
		"broken UTF-8":     changed(func(r *logging.Request) { r.Path = "/\xff" }),
		"an odd method":    changed(func(r *logging.Request) { r.Method = `G"T` }),
		"a delete, 0x7f":   changed(func(r *logging.Request) { r.Path = "/\x7f" }),
		"a refused answer": changed(func(r *logging.Request) { r.Status, r.Bytes = 404, 0 }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			byHand, bySlog := line(t, r, true, slog.LevelInfo), line(t, r, false, slog.LevelInfo)
			if byHand != bySlog {
				t.Errorf("by hand %s by slog %s", byHand, bySlog)
			}
			if strings.Count(byHand, "\n") != 1 {
				t.Errorf("not one line: %q", byHand)
			}
		})
	}
}

func TestLogRequest_adds_what_went_wrong(t *testing.T) {
	t.Parallel()
	got := line(t, request, true, slog.LevelError, slog.String("error", errors.New("no space").Error()))
	if !strings.Contains(got, `"level":"ERROR"`) || !strings.Contains(got, `"error":"no space"`) || !strings.Contains(got, `"requestId":"0123456789abcdef"`) {
		t.Error(got)
	}
}

func TestLogRequest_keeps_a_loggers_attributes(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	buffer := logging.NewBuffer(&out)
	logging.LogRequest(t.Context(), logging.New(buffer, true).With("instance", "b"), slog.LevelInfo, &request)
	if err := buffer.Flush(); err != nil || !strings.Contains(out.String(), `"instance":"b"`) {
		t.Error(out.String(), err)
	}
}

func BenchmarkLogRequest(b *testing.B) {
	for name, w := range map[string]io.Writer{"by hand": logging.NewBuffer(io.Discard), "by slog": io.Discard} {
		b.Run(name, func(b *testing.B) {
			log := logging.New(w, true)
			b.ReportAllocs()
			for b.Loop() {
				logging.LogRequest(b.Context(), log, slog.LevelInfo, &request)
			}
		})
	}
}
