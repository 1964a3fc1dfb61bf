package host_test

import (
	"net"
	"strconv"
	"testing"

	"shop/platform/host"
)

func TestFreePort(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for range 200 {
		port, err := host.FreePort()
		if err != nil {
			t.Fatal(err)
		}
		if seen[port] {
			t.Fatalf("%d is given away twice, or although somebody listens there", port)
		}
		if port < 1024 || port >= 32768 {
			t.Errorf("%d may be given to an outgoing connection, or is for the system", port)
		}
		seen[port] = true
		// Somebody takes the one that would be next.
		if l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port+1)); err == nil {
			seen[port+1] = true
			t.Cleanup(func() { _ = l.Close() })
		}
	}
}
