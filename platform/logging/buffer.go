package logging

import (
	"io"
	"sync"
	"time"
)

const (
	// flushAfter is how long a line waits for others to be written with it.
	flushAfter = 100 * time.Millisecond
	// flushAt is how many bytes are written without waiting.
	flushAt = 32 << 10
)

// Buffer gathers what is written for up to 100 ms, so that a busy server pays
// for one write per many lines. Who ends the program calls Flush first; a
// logger of [New] does so after each error. It is safe for concurrent use.
type Buffer struct {
	w io.Writer

	writing sync.Mutex // held to write to w
	spare   []byte

	mu      sync.Mutex // held to change the rest
	held    []byte
	timer   *time.Timer
	pending bool // the timer runs
	err     error
}

// NewBuffer returns a buffer before w.
func NewBuffer(w io.Writer) *Buffer { return &Buffer{w: w} }

// Write implements [io.Writer]. It fails with the error of an earlier write.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	b.held = append(b.held, p...)
	full, err := len(b.held) >= flushAt, b.err
	b.err = nil
	if !b.pending && !full {
		b.pending = true
		b.later()
	}
	b.mu.Unlock()
	if full {
		_ = b.Flush() // the next Write tells
	}
	return len(p), err
}

// later has what is held written in a while. b.mu is held.
func (b *Buffer) later() {
	if b.timer != nil {
		b.timer.Reset(flushAfter)
		return
	}
	b.timer = time.AfterFunc(flushAfter, func() {
		b.mu.Lock()
		b.pending = false
		b.mu.Unlock()
		_ = b.Flush() // the next Write tells
	})
}

// Flush writes what is held. Lines that come meanwhile are held for the next
// time, unless they come faster than they can be written.
func (b *Buffer) Flush() error {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	lines := b.held
	b.held, b.spare = b.spare[:0], nil
	b.mu.Unlock()
	var err error
	if len(lines) > 0 {
		_, err = b.w.Write(lines)
	}
	if cap(lines) <= 2*flushAt {
		b.spare = lines[:0]
	}
	if err != nil {
		b.mu.Lock()
		b.err = err
		b.mu.Unlock()
	}
	return err
}
