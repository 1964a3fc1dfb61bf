package host_test

import (
	"net"
	"testing"

	"shop/platform/host"
)

func TestFreeAddr_is_free_and_nobody_elses(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 200 {
		addr, err := host.FreeAddr()
		if err != nil {
			t.Fatal(err)
		}
		if seen[addr] {
			t.Fatalf("%s is given away twice", addr)
		}
		seen[addr] = true
		l, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatalf("%s is taken: %v", addr, err)
		}
		t.Cleanup(func() { _ = l.Close() })
		if port := l.Addr().(*net.TCPAddr).Port; port >= 32768 {
			t.Errorf("%d may be given to an outgoing connection", port)
		}
	}
}
