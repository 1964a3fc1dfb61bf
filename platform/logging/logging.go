package logging

import (
	"context"
	"errors"
	"io"
	"log/slog"
)

// New returns a logger that writes to w, as JSON or as text. Where w is a
// [Buffer], errors are written at once.
func New(w io.Writer, json bool) *slog.Logger {
	var h handler
	h.buffer, _ = w.(*Buffer)
	if json {
		h.Handler = slog.NewJSONHandler(w, nil)
		h.lines = h.buffer
	} else {
		h.Handler = slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: shortTime})
	}
	return slog.New(h)
}

// shortTime leaves a person who watches the terminal the time of day only.
func shortTime(groups []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey && len(groups) == 0 {
		return slog.String(a.Key, a.Value.Time().Format("15:04:05.000"))
	}
	return a
}

type contextKey struct{}

// WithRequestID returns a context whose records carry the request id.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// RequestID returns the context's request id, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(contextKey{}).(string)
	return id
}

// handler adds the request id.
type handler struct {
	slog.Handler
	// buffer is what the handler writes to, if that is one.
	buffer *Buffer
	// lines is where whole lines of JSON may be written past the handler; nil
	// where it has attributes of its own.
	lines *Buffer
}

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r.AddAttrs(slog.String("requestId", id))
	}
	err := h.Handler.Handle(ctx, r)
	if h.buffer != nil && r.Level >= slog.LevelError {
		err = errors.Join(err, h.buffer.Flush())
	}
	return err
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{Handler: h.Handler.WithAttrs(attrs), buffer: h.buffer}
}

func (h handler) WithGroup(name string) slog.Handler {
	return handler{Handler: h.Handler.WithGroup(name), buffer: h.buffer}
}
