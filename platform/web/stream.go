package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/platform/fault"
	"shop/platform/identity"
)

// ServerEvent is one message of a stream.
type ServerEvent struct {
	// Name is the event's, such as "order.status"; ID lets a client tell where
	// it was.
	Name, ID string
	// Data is sent as JSON.
	Data any
}

const (
	// heartbeat keeps proxies from closing a quiet stream and finds out who
	// has left.
	heartbeat = 15 * time.Second
	// lookEvery is how often a quiet stream asks whether its session is still
	// good, and for how long it waits to be told.
	lookEvery = time.Second
	// streamWrite is how long a client may take to accept one message.
	streamWrite = 10 * time.Second
	// maxStreams is for the process, maxStreamsEach for one account or network.
	maxStreams     = 10_000
	maxStreamsEach = 50
)

// Stream adds an operation that answers with Server-Sent Events until the
// client leaves, the channel is closed, the caller's session ends or the
// server drains. open may refuse with an error; its context ends with the
// stream, and it must then close the channel or simply send no more.
func Stream[I any](r *Router, g Guard, op huma.Operation, open func(context.Context, *I) (<-chan ServerEvent, error)) {
	op.Responses = map[string]*huma.Response{"200": {
		Description: "Server-Sent Events, for as long as the client stays",
		Content: map[string]*huma.MediaType{"text/event-stream": {
			Schema: &huma.Schema{Type: huma.TypeString, Description: "Messages with an event name and JSON data"},
		}},
	}}
	r.addOperation(g, kindStream, &op)
	s := r.server
	huma.Register(r.api, op, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		x := exchangeFrom(ctx)
		if x.method == http.MethodHead {
			return &huma.StreamResponse{Body: startStream}, nil
		}
		leave, err := s.streams.enter(streamKey(ctx, x))
		if err != nil {
			return nil, x.problem(err)
		}
		ctx, cancel := context.WithCancel(ctx)
		events, err := open(ctx, in)
		if err != nil {
			cancel()
			leave()
			return nil, x.problem(err)
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			defer leave()
			defer cancel()
			startStream(hc)
			s.pump(ctx, x, newEventWriter(hc.BodyWriter().(http.ResponseWriter)), events)
		}}, nil
	})
}

func startStream(hc huma.Context) {
	hc.SetHeader("Content-Type", "text/event-stream")
	hc.SetHeader("Cache-Control", "no-store")
	hc.SetHeader("X-Accel-Buffering", "no")
	hc.SetStatus(http.StatusOK)
}

// pump sends events until the stream ends, for whichever reason. The session is
// asked for before each event, so that nobody hears what they no longer may.
func (s *Server) pump(ctx context.Context, x *exchange, w *eventWriter, events <-chan ServerEvent) {
	// Clients that all lost the same server must not all come back at once.
	err := w.comment(fmt.Sprintf("connected\nretry: %d", 1000+rand.IntN(2000)))
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	var look <-chan time.Time // none without a session
	if x.token != "" {
		tick := time.NewTicker(lookEvery)
		defer tick.Stop()
		look = tick.C
	}
	for err == nil {
		select {
		case e, open := <-events:
			if !open || !s.stillMay(ctx, x) {
				return
			}
			err = w.event(e)
		case <-look:
			if !s.stillMay(ctx, x) {
				return
			}
		case <-beat.C:
			err = w.comment("still here")
		case <-s.streams.done:
			return
		case <-ctx.Done():
			return
		}
	}
}

// stillMay reports whether the caller's session is still good. Only a clear no
// ends a stream; that the sessions can't be asked for a moment does not.
func (s *Server) stillMay(ctx context.Context, x *exchange) bool {
	if x.token == "" {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, lookEvery)
	defer cancel()
	_, err := s.auth.Authenticate(ctx, x.token)
	return err == nil || fault.KindOf(err) != fault.Unauthenticated
}

func streamKey(ctx context.Context, x *exchange) string {
	if caller := identity.From(ctx); caller.SignedIn() {
		return "account:" + caller.Account
	}
	return "ip:" + identity.Network(x.ip)
}

// streams counts the open ones.
type streams struct {
	done <-chan struct{}
	mu   sync.Mutex
	open int
	each map[string]int
}

func newStreams(done <-chan struct{}) *streams {
	return &streams{done: done, each: make(map[string]int)}
}

var (
	errStreamsFull = fault.New(fault.Unavailable, "streams-full", "Too many live connections at the moment.").WithRetryAfter(30 * time.Second)
	errStreamsEach = fault.New(fault.TooMany, "too-many-streams", "Too many live connections from here.").WithRetryAfter(30 * time.Second)
)

func (s *streams) enter(key string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open >= maxStreams {
		return nil, errStreamsFull
	}
	if s.each[key] >= maxStreamsEach {
		return nil, errStreamsEach
	}
	s.open++
	s.each[key]++
	return sync.OnceFunc(func() { s.leave(key) }), nil
}

func (s *streams) leave(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	if s.each[key]--; s.each[key] == 0 {
		delete(s.each, key)
	}
}

// eventWriter writes messages as the HTML standard's event streams have them.
type eventWriter struct {
	w       io.Writer
	control *http.ResponseController
	buf     bytes.Buffer
}

func newEventWriter(w http.ResponseWriter) *eventWriter {
	return &eventWriter{w: w, control: http.NewResponseController(w)}
}

func (w *eventWriter) event(e ServerEvent) error {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return fmt.Errorf("event %s: %w", e.Name, err)
	}
	w.buf.Reset()
	if e.Name != "" {
		fmt.Fprintf(&w.buf, "event: %s\n", oneLine.Replace(e.Name))
	}
	if e.ID != "" {
		fmt.Fprintf(&w.buf, "id: %s\n", oneLine.Replace(e.ID))
	}
	fmt.Fprintf(&w.buf, "data: %s\n\n", data)
	return w.flush()
}

func (w *eventWriter) comment(text string) error {
	w.buf.Reset()
	fmt.Fprintf(&w.buf, ": %s\n\n", text)
	return w.flush()
}

// oneLine keeps a value from ending its field. JSON has no line breaks.
var oneLine = strings.NewReplacer("\n", " ", "\r", " ", "\x00", "")

func (w *eventWriter) flush() error {
	if err := w.control.SetWriteDeadline(time.Now().Add(streamWrite)); err != nil {
		return err
	}
	if _, err := w.w.Write(w.buf.Bytes()); err != nil {
		return err
	}
	return w.control.Flush()
}
