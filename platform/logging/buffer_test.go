package logging_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"shop/platform/logging"
)

// sink keeps what was written, by writes.
type sink struct {
	mu     sync.Mutex
	writes []string
	err    error
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = append(s.writes, string(p))
	return len(p), s.err
}

func (s *sink) all() (text string, writes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.writes, ""), len(s.writes)
}

func TestBuffer_writes_after_a_moment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out sink
		b := logging.NewBuffer(&out)
		for round := 1; round <= 3; round++ {
			for range 5 {
				_, _ = b.Write([]byte("line\n"))
			}
			time.Sleep(99 * time.Millisecond)
			synctest.Wait()
			if _, writes := out.all(); writes != round-1 {
				t.Fatalf("%d writes before the time of round %d", writes, round)
			}
			time.Sleep(time.Millisecond)
			synctest.Wait()
			if text, writes := out.all(); writes != round || text != strings.Repeat("line\n", 5*round) {
				t.Fatalf("%d writes: %q", writes, text)
			}
		}
	})
}

func TestBuffer_writes_much_at_once(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out sink
		b := logging.NewBuffer(&out)
		line := strings.Repeat("x", 1000) + "\n"
		for range 40 {
			_, _ = b.Write([]byte(line))
		}
		if text, writes := out.all(); writes != 1 || len(text) < 32<<10 {
			t.Errorf("%d writes of %d bytes", writes, len(text))
		}
		time.Sleep(time.Second)
		if text, _ := out.all(); text != strings.Repeat(line, 40) {
			t.Errorf("%d bytes in the end", len(text))
		}
	})
}

func TestBuffer_keeps_lines_whole_under_load(t *testing.T) {
	t.Parallel()
	var out sink
	b := logging.NewBuffer(&out)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 500 {
				_, _ = fmt.Fprintf(b, "%d %d %s\n", i, j, strings.Repeat("x", 50))
			}
		})
	}
	all.Wait()
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	text, _ := out.all()
	next := make([]int, 8)
	for line := range strings.Lines(text) {
		var i, j int
		var rest string
		if n, err := fmt.Sscanf(line, "%d %d %s", &i, &j, &rest); n != 3 || len(rest) != 50 || next[i] != j {
			t.Fatalf("%q: %v", line, err)
		}
		next[i]++
	}
	for i, n := range next {
		if n != 500 {
			t.Errorf("%d lines of writer %d", n, i)
		}
	}
}

func TestBuffer_tells_of_a_write_that_failed(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	out := sink{err: full}
	b := logging.NewBuffer(&out)
	_, _ = b.Write([]byte("lost\n"))
	if err := b.Flush(); !errors.Is(err, full) {
		t.Error(err)
	}
	if _, err := b.Write([]byte("next\n")); !errors.Is(err, full) {
		t.Error(err)
	}
}

func TestNew_writes_errors_at_once(t *testing.T) {
	t.Parallel()
	for name, json := range map[string]bool{"text": false, "JSON": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var out sink
				log := logging.New(logging.NewBuffer(&out), json)
				log.Warn("waits")
				if _, writes := out.all(); writes != 0 {
					t.Error("a warning didn't wait")
				}
				log.With("module", "orders").WithGroup("x").Error("breaks")
				if text, writes := out.all(); writes != 1 || !strings.Contains(text, "waits") || !strings.Contains(text, "breaks") {
					t.Errorf("%d writes: %s", writes, text)
				}
				time.Sleep(time.Second)
			})
		})
	}
}
