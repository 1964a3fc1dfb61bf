package webtest

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Event is one message of a stream.
type Event struct{ Name, ID, Data string }

// Events is an open stream.
type Events struct {
	events chan Event
	tb     testing.TB
	cancel func()
}

// Stream opens a stream, which stays open until Close or the test's end.
func (c *Client) Stream(path string, header ...string) *Events {
	c.tb.Helper()
	res, err := c.http.Do(c.NewRequest(http.MethodGet, path, nil, header...)) //nolint:bodyclose // cancel closes it
	if err != nil {
		c.tb.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		_ = res.Body.Close()
		c.tb.Fatalf("GET %s: status %d, %s is no stream", path, res.StatusCode, res.Header.Get("Content-Type"))
	}
	e := &Events{events: make(chan Event, 64), tb: c.tb, cancel: func() { _ = res.Body.Close() }}
	c.tb.Cleanup(e.cancel)
	go e.read(bufio.NewScanner(res.Body))
	return e
}

func (e *Events) read(lines *bufio.Scanner) {
	defer close(e.events)
	var event Event
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "event":
			event.Name = value
		case "id":
			event.ID = value
		case "data":
			event.Data = value
		case "":
			if event.Data != "" {
				e.events <- event
			}
			event = Event{}
		}
	}
}

// Next returns the next event, and fails the test when none comes in time.
func (e *Events) Next(within time.Duration) Event {
	e.tb.Helper()
	select {
	case event, open := <-e.events:
		if !open {
			e.tb.Fatal("the stream ended")
		}
		return event
	case <-time.After(within):
		e.tb.Fatalf("no event within %s", within)
	}
	return Event{}
}

// Rest returns what still comes before the server ends the stream, and fails
// the test when it doesn't in time.
func (e *Events) Rest(within time.Duration) []Event {
	e.tb.Helper()
	var rest []Event
	deadline := time.After(within)
	for {
		select {
		case event, open := <-e.events:
			if !open {
				return rest
			}
			rest = append(rest, event)
		case <-deadline:
			e.tb.Fatalf("the stream goes on after %s", within)
		}
	}
}

// Ended waits for the server to end the stream.
func (e *Events) Ended(within time.Duration) bool {
	deadline := time.After(within)
	for {
		select {
		case _, open := <-e.events:
			if !open {
				return true
			}
		case <-deadline:
			return false
		}
	}
}

// Close leaves the stream.
func (e *Events) Close() { e.cancel() }
