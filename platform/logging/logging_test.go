package logging_test

import (
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"shop/platform/logging"
)

func TestNew(t *testing.T) {
	t.Run("writes JSON for machines", func(t *testing.T) {
		var out strings.Builder
		logging.New(&out, true).Info("served", "status", 200)
		var line map[string]any
		if err := json.Unmarshal([]byte(out.String()), &line); err != nil {
			t.Fatal(err)
		}
		if line["msg"] != "served" || line["status"] != 200.0 || line["level"] != "INFO" || line["time"] == nil {
			t.Error(line)
		}
	})
	t.Run("writes the time of day for people", func(t *testing.T) {
		var out strings.Builder
		logging.New(&out, false).Warn("redis is away")
		if !regexp.MustCompile(`^time=\d\d:\d\d:\d\d\.\d{3} level=WARN msg="redis is away"\n$`).MatchString(out.String()) {
			t.Error(out.String())
		}
	})
	t.Run("leaves out what is for debugging", func(t *testing.T) {
		var out strings.Builder
		logging.New(&out, true).Debug("detail")
		if out.String() != "" {
			t.Error(out.String())
		}
	})
}

func TestRequestID(t *testing.T) {
	ctx := logging.WithRequestID(t.Context(), "r1")
	if logging.RequestID(ctx) != "r1" || logging.RequestID(t.Context()) != "" {
		t.Error("the context doesn't keep the id")
	}
	for name, derive := range map[string]func(*slog.Logger) *slog.Logger{
		"a logger":            func(l *slog.Logger) *slog.Logger { return l },
		"one with attributes": func(l *slog.Logger) *slog.Logger { return l.With("module", "orders") },
		"one with a group":    func(l *slog.Logger) *slog.Logger { return l.WithGroup("orders") },
	} {
		t.Run("is in the records of "+name, func(t *testing.T) {
			var out strings.Builder
			log := derive(logging.New(&out, true))
			log.InfoContext(ctx, "with")
			log.InfoContext(t.Context(), "without")
			with, without, _ := strings.Cut(out.String(), "\n")
			if !strings.Contains(with, `"requestId":"r1"`) || strings.Contains(without, "requestId") {
				t.Error(out.String())
			}
		})
	}
}
