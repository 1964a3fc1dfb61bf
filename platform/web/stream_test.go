package web_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/platform/fault"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// ticker is a module with a live stream.
type ticker struct {
	events chan web.ServerEvent
	closed atomic.Int32
}

func (k *ticker) Routes(r *web.Router) {
	type input struct {
		Topic string `query:"topic" maxLength:"10"`
	}
	web.Stream(r, web.Public, huma.Operation{Method: "GET", Path: "/api/events"},
		func(ctx context.Context, in *input) (<-chan web.ServerEvent, error) {
			if in.Topic == "secret" {
				return nil, fault.New(fault.NotFound, "no-topic", "There is no such topic.")
			}
			context.AfterFunc(ctx, func() { k.closed.Add(1) })
			return k.events, nil
		})
}

func TestStream(t *testing.T) {
	t.Parallel()
	k := &ticker{events: make(chan web.ServerEvent, 8)}
	site := webtest.New(t, k, routes(whoami))
	t.Run("sends what happens as it happens", func(t *testing.T) {
		stream := site.Client(t).Stream("/api/events", "Accept-Encoding", "gzip")
		k.events <- web.ServerEvent{Name: "order.status", ID: "7", Data: map[string]string{"status": "a\nb"}}
		if got := stream.Next(time.Second); got != (webtest.Event{Name: "order.status", ID: "7", Data: `{"status":"a\nb"}`}) {
			t.Errorf("%+v", got)
		}
		k.events <- web.ServerEvent{Name: "forged\ndata: x", Data: 1}
		if got := stream.Next(time.Second); got.Name != "forged data: x" || got.Data != "1" {
			t.Errorf("%+v", got)
		}
		stream.Close()
		waitFor(t, "the module to hear that the client left", func() bool { return k.closed.Load() == 1 })
	})
	t.Run("refuses as any operation does", func(t *testing.T) {
		site.Client(t).Get("/api/events?topic=secret").Want(404).Problem()
		site.Client(t).Get("/api/events?topic=muchtoolong").Want(422).Problem()
	})
	t.Run("answers HEAD and goes", func(t *testing.T) {
		res := site.Client(t).Do(site.Client(t).NewRequest("HEAD", "/api/events", nil)).Want(200)
		if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
			t.Error(got)
		}
	})
	t.Run("ends when there is no more", func(t *testing.T) {
		stream := site.Client(t).Stream("/api/events")
		close(k.events)
		if !stream.Ended(time.Second) {
			t.Error("it goes on")
		}
	})
}

// Who is signed out, or lost a role, hears nothing more.
func TestStream_ends_with_its_session(t *testing.T) {
	t.Parallel()
	t.Run("before the next event", func(t *testing.T) {
		t.Parallel()
		k := &ticker{events: make(chan web.ServerEvent, 1)}
		site := webtest.New(t, k)
		stream := site.SignedIn(t, grace).Stream("/api/events")
		k.events <- web.ServerEvent{Name: "order.new", Data: 1}
		stream.Next(time.Second)
		site.Sessions.Revoke()
		k.events <- web.ServerEvent{Name: "order.new", Data: 2}
		if rest := stream.Rest(time.Second); len(rest) > 0 {
			t.Errorf("it sends %v", rest)
		}
	})
	t.Run("soon when nothing happens", func(t *testing.T) {
		t.Parallel()
		site := webtest.New(t, &ticker{events: make(chan web.ServerEvent)})
		stream := site.SignedIn(t, grace).Stream("/api/events")
		site.Sessions.Revoke()
		stream.Rest(3 * time.Second)
	})
}

func TestStream_Drain(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, &ticker{events: make(chan web.ServerEvent)})
	stream := site.Client(t).Stream("/api/events")
	if err := site.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !stream.Ended(time.Second) {
		t.Error("a stopping server keeps its streams")
	}
}

func TestStream_Bounds(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, &ticker{events: make(chan web.ServerEvent)})
	var open []*webtest.Events
	for range 50 {
		open = append(open, site.Client(t).Stream("/api/events"))
	}
	res := site.Client(t).Get("/api/events").Want(429)
	if res.Header.Get("Retry-After") != "30" || !strings.Contains(res.Body, "too-many-streams") {
		t.Errorf("%s, %v", res.Body, res.Header)
	}
	site.SignedIn(t, ada).Stream("/api/events").Close() // counted by itself
	open[0].Close()
	waitFor(t, "a place to become free", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		req := site.Client(t).NewRequest("GET", "/api/events", nil).WithContext(ctx)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}
