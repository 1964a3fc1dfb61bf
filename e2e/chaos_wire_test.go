package e2e_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// wire is the network between a shop and a redis-server, which can be made
// slow or unreliable.
type wire struct {
	server   string // the server's Unix socket
	listener net.Listener
	delay    atomic.Int64 // of each reply, in nanoseconds
	tear     atomic.Int64 // every n-th reply is cut in the middle; 0: none
	replies  atomic.Int64

	mu    sync.Mutex
	conns map[net.Conn]bool
}

// newWire returns a wire to the server at a URL "unix:///path". It ends with
// the test.
func newWire(t testing.TB, url string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{server: strings.TrimPrefix(url, "unix://"), listener: l, conns: make(map[net.Conn]bool)}
	go w.accept()
	t.Cleanup(w.close)
	return w
}

func (w *wire) url() string { return "redis://" + w.listener.Addr().String() }

// slow delays every reply by d.
func (w *wire) slow(d time.Duration) { w.delay.Store(int64(d)) }

// cutEvery resets the connection in the middle of every n-th reply; 0 stops
// that.
func (w *wire) cutEvery(n int) { w.tear.Store(int64(n)) }

func (w *wire) close() {
	_ = w.listener.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		_ = c.Close()
	}
}

func (w *wire) accept() {
	for {
		shop, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", w.server)
		if err != nil {
			_ = shop.Close()
			continue
		}
		w.mu.Lock()
		w.conns[shop], w.conns[server] = true, true
		w.mu.Unlock()
		end := sync.OnceFunc(func() { w.end(shop, server) })
		go func() {
			defer end()
			_, _ = io.Copy(server, shop)
		}()
		go func() {
			defer end()
			w.reply(shop.(*net.TCPConn), server)
		}()
	}
}

func (w *wire) end(conns ...net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		_ = c.Close()
		delete(w.conns, c)
	}
}

// late is a piece of a reply that is due at a time.
type late struct {
	at   time.Time
	data []byte
}

// reply passes on what the server says, each piece after the delay it had when
// it was said, so that a slow wire still carries many pieces at once.
func (w *wire) reply(shop *net.TCPConn, server net.Conn) {
	pieces := make(chan late, 1024)
	done := make(chan struct{})
	go func() {
		defer close(done)
		// Whatever ends it, the reader must not be left with a full channel.
		defer server.Close()
		for p := range pieces {
			time.Sleep(time.Until(p.at))
			if n := w.tear.Load(); n > 0 && w.replies.Add(1)%n == 0 {
				_, _ = shop.Write(p.data[:len(p.data)/2])
				// The close that follows is then a reset.
				_ = shop.SetLinger(0)
				break
			}
			if _, err := shop.Write(p.data); err != nil {
				break
			}
		}
		_ = shop.Close()
		for range pieces { // nobody wants the rest
		}
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := server.Read(buf)
		if n > 0 {
			pieces <- late{time.Now().Add(time.Duration(w.delay.Load())), append([]byte(nil), buf[:n]...)}
		}
		if err != nil {
			close(pieces)
			<-done
			return
		}
	}
}
