package mongotest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"sync"
)

// Lose loses every nth acknowledgement of a write from now on, together with its
// connection: the write has its effect, and its client doesn't hear of it. 0
// loses none.
func (p *Proxy) Lose(every int) {
	p.loses.mu.Lock()
	defer p.loses.mu.Unlock()
	p.loses.every, p.loses.passed = every, 0
}

// Lost returns how many acknowledgements were lost so far.
func (p *Proxy) Lost() int {
	p.loses.mu.Lock()
	defer p.loses.mu.Unlock()
	return p.loses.lost
}

// loser counts acknowledgements.
type loser struct {
	mu                  sync.Mutex
	every, passed, lost int
}

// now reports whether this one is lost.
func (l *loser) now() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.every == 0 {
		return false
	}
	l.passed++
	if l.passed%l.every != 0 {
		return false
	}
	l.lost++
	return true
}

// message is one of MongoDB's wire protocol: its length, its number and that of
// the request it answers, an opcode (int32 each, little-endian), and the rest.
type message []byte

const (
	headerSize = 16
	// maxMessage is what MongoDB accepts, in bytes.
	maxMessage = 48_000_000
	opMsg      = 2013
)

func readMessage(r io.Reader) (message, error) {
	m := make(message, headerSize)
	if _, err := io.ReadFull(r, m); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(m)
	if size < headerSize || size > maxMessage {
		return nil, errors.New("mongotest: this isn't MongoDB's protocol")
	}
	m = append(m, make([]byte, size-headerSize)...)
	_, err := io.ReadFull(r, m[headerSize:])
	return m, err
}

func (m message) number() uint32  { return binary.LittleEndian.Uint32(m[4:]) }
func (m message) answers() uint32 { return binary.LittleEndian.Uint32(m[8:]) }

// command returns the name of the command that an OP_MSG begins with: after four
// bytes of flags and one of the section's kind comes a document, of which the
// name is that of the first field.
func (m message) command() string {
	const name = headerSize + 4 + 1 + 4 + 1
	if len(m) < name || binary.LittleEndian.Uint32(m[12:]) != opMsg {
		return ""
	}
	field, _, _ := bytes.Cut(m[name:], []byte{0})
	return string(field)
}

var writes = []string{"insert", "update", "delete", "findAndModify", "bulkWrite"}

// conversation remembers which requests of a connection are writes.
type conversation struct {
	mu   sync.Mutex
	open map[uint32]bool
}

func (c *conversation) request(m message) bool {
	if slices.Contains(writes, m.command()) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.open == nil {
			c.open = make(map[uint32]bool)
		}
		c.open[m.number()] = true
	}
	return true
}

// acknowledges reports whether the message answers a write.
func (c *conversation) acknowledges(m message) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	is := c.open[m.answers()]
	delete(c.open, m.answers())
	return is
}
