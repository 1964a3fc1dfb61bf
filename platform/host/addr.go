package host

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
)

// The ports that [FreePort] chooses from are below those that a system gives to
// outgoing connections: Linux begins at 32768.
const (
	firstPort = 15_000
	ports     = 15_000
)

// turn is the place of the last port that FreePort returned.
var turn atomic.Uint32

func init() { turn.Store(rand.Uint32N(ports)) }

// FreePort returns a port of 127.0.0.1 at which nobody listens, for a program
// that is started next. It returns none of them twice, and no connection that is
// opened meanwhile is given it; another program that listens there first can't
// be ruled out.
func FreePort() (int, error) {
	var last error
	for range 1000 {
		port := firstPort + int(turn.Add(1)%ports)
		l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", addr(port))
		if err == nil {
			return port, l.Close()
		}
		last = err
	}
	return 0, fmt.Errorf("host: no port is free: %w", last)
}

// FreeAddr returns "127.0.0.1:port" with a [FreePort].
func FreeAddr() (string, error) {
	port, err := FreePort()
	return addr(port), err
}

func addr(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
