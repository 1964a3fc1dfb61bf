package mongotest

import (
	"context"
	"net"
	"sync"
	"testing"

	"shop/platform/mongo/engine"
)

// Proxy stands between a client and an engine, on TCP, and can take the engine
// away, or lose what it acknowledges.
type Proxy struct {
	socket string
	addr   string

	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]bool
	stalled  chan struct{} // closed while bytes flow
	loses    loser
}

// NewProxy returns a running proxy before the process's engine. It ends with the
// test.
func NewProxy(t testing.TB) *Proxy {
	t.Helper()
	e, err := shared()
	if err != nil {
		t.Fatalf("mongotest: %v", err)
	}
	return newProxy(t, e)
}

// Proxy returns a running proxy before the engine. It ends with the test.
func (e Engine) Proxy(t testing.TB) *Proxy {
	t.Helper()
	return newProxy(t, e.Engine)
}

func newProxy(t testing.TB, e *engine.Engine) *Proxy {
	t.Helper()
	p := &Proxy{socket: e.Socket(), addr: "127.0.0.1:0", conns: make(map[net.Conn]bool), stalled: make(chan struct{})}
	close(p.stalled)
	p.Restore(t)
	t.Cleanup(p.Cut)
	return p
}

// URL is where to connect to.
func (p *Proxy) URL() string { return "mongodb://" + p.addr + "/?directConnection=true" }

// Cut ends all connections and refuses new ones, as a dead server does.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.listener.Close()
	for c := range p.conns {
		_ = c.Close()
	}
	p.flow()
}

// Restore undoes Cut and Stall, on the same address.
func (p *Proxy) Restore(t testing.TB) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flow()
	if p.listener != nil {
		_ = p.listener.Close()
	}
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", p.addr)
	if err != nil {
		t.Fatalf("mongotest: %v", err)
	}
	p.listener, p.addr = l, l.Addr().String()
	go p.accept(l)
}

// Stall keeps connections open but passes no byte on, as a server that hangs.
func (p *Proxy) Stall() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stalled = make(chan struct{})
}

// flow ends a stall. The caller holds mu.
func (p *Proxy) flow() {
	select {
	case <-p.stalled:
	default:
		close(p.stalled)
	}
}

func (p *Proxy) accept(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		server, err := (&net.Dialer{}).DialContext(context.Background(), "unix", p.socket)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.conns[client], p.conns[server] = true, true
		p.mu.Unlock()
		var asked conversation
		go p.pass(server, client, asked.request)
		go p.pass(client, server, func(m message) bool { return !asked.acknowledges(m) || !p.loses.now() })
	}
}

// pass copies messages until one side closes or one of them is lost, and then
// closes both.
func (p *Proxy) pass(to, from net.Conn, arrives func(message) bool) {
	for {
		m, err := readMessage(from)
		if err != nil || !arrives(m) {
			break
		}
		if _, err := (gate{p, to}).Write(m); err != nil {
			break
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range []net.Conn{to, from} {
		_ = c.Close()
		delete(p.conns, c)
	}
}

// gate is a connection that waits while the proxy is stalled.
type gate struct {
	proxy *Proxy
	net.Conn
}

func (g gate) Write(b []byte) (int, error) {
	g.proxy.mu.Lock()
	flowing := g.proxy.stalled
	g.proxy.mu.Unlock()
	<-flowing
	return g.Conn.Write(b)
}
