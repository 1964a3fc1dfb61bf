package wire

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// Options are a listener's settings.
type Options struct {
	// Answer answers a plain request with [Conn.Send]. It reports false, having
	// sent nothing, to leave the request to net/http. It must keep neither of
	// its arguments.
	Answer func(*Conn, *Head) bool
	// Idle is how long a connection may wait for its next request, Write how
	// long a client may take to accept an answer, and Close how long it may
	// still take when the server is being closed.
	Idle, Write, Close time.Duration
}

// Listener accepts connections that answer by themselves.
type Listener struct {
	*net.TCPListener
	Options Options
}

// Accept implements [net.Listener].
func (l *Listener) Accept() (net.Conn, error) {
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	conn := &Conn{TCPConn: c, options: &l.Options, aligned: true}
	if peer, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		conn.peer = peer.AddrPort().Addr().Unmap()
	}
	return conn, nil
}

// Conn is a connection of a [Listener]. net/http reads it from one goroutine at
// a time.
type Conn struct {
	*net.TCPConn
	options *Options
	peer    netip.Addr

	// aligned says that the next byte read begins a request, whole that net/http
	// was given exactly one request, and waiting that it has answered all it
	// was given.
	aligned, whole, waiting bool
	// ahead is the byte that net/http has read of the next request before it had
	// answered the last one, as it does to notice that a client leaves.
	ahead []byte
	// extended is when the deadlines were last moved.
	extended time.Time
	head     Head
	vector   [2][]byte
	buffers  net.Buffers
	// err is what went wrong with sending.
	err error
	// answering is held while an answer is under way.
	answering sync.Mutex
}

// Peer returns the address at the other end.
func (c *Conn) Peer() netip.Addr { return c.peer }

// Idle tells the connection that net/http has answered all it was given and
// waits for the next request: for [http.Server.ConnState] with
// [http.StateIdle].
func (c *Conn) Idle() {
	if c.whole {
		c.aligned, c.waiting, c.whole = true, len(c.ahead) == 0, false
		c.extended = time.Time{} // net/http has set deadlines of its own
	}
}

// Read gives net/http what it has to answer itself.
func (c *Conn) Read(p []byte) (int, error) {
	for {
		n, err := c.TCPConn.Read(p)
		if n == 0 {
			return n, err
		}
		if !c.aligned {
			c.readAhead(p[:n])
			return n, err
		}
		var plain bool
		c.whole, plain = c.head.parse(string(c.ahead) + string(p[:n]))
		c.ahead = c.ahead[:0]
		if err == nil && plain && c.waiting && c.answer() {
			if c.err != nil {
				return 0, c.err
			}
			continue
		}
		c.aligned, c.waiting = false, false
		return n, err
	}
}

// readAhead notes what net/http reads while it answers.
func (c *Conn) readAhead(p []byte) {
	if c.whole && len(p) == 1 && len(c.ahead) == 0 {
		c.ahead = append(c.ahead, p[0])
		return
	}
	// It may belong to any request.
	c.whole, c.ahead = false, c.ahead[:0]
}

// answer answers the request in c.head, if its owner can.
func (c *Conn) answer() bool {
	c.answering.Lock()
	defer c.answering.Unlock()
	return c.options.Answer(c, &c.head)
}

// extendEvery is how often deadlines are moved: moving them costs more than
// parsing a request, and only their order of magnitude matters.
const extendEvery = 10 * time.Second

// Send writes an answer, which is complete with head and body, and returns how
// much of the body was sent. Only Answer may call it, once; now is about when.
// A failure ends the connection.
func (c *Conn) Send(now time.Time, head, body []byte) (int64, error) {
	if now.Sub(c.extended) > extendEvery {
		c.extended = now
		_ = c.SetReadDeadline(now.Add(c.options.Idle)) // fails with the connection, as what follows
		_ = c.SetWriteDeadline(now.Add(c.options.Write + extendEvery))
	}
	c.vector = [2][]byte{head, body}
	c.buffers = c.vector[:]
	n, err := c.buffers.WriteTo(c.TCPConn)
	c.vector, c.err = [2][]byte{}, err
	return max(n-int64(len(head)), 0), err
}

// Close lets an answer that is under way finish: net/http takes the connection
// for idle meanwhile.
func (c *Conn) Close() error {
	if !c.answering.TryLock() {
		_ = c.SetWriteDeadline(time.Now().Add(c.options.Close))
		c.answering.Lock()
	}
	defer c.answering.Unlock()
	return c.TCPConn.Close()
}
