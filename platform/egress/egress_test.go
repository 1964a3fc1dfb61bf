package egress_test

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"shop/platform/egress"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	for _, public := range []string{"93.184.216.34", "2606:2800:220:1::1"} {
		if !egress.Public(netip.MustParseAddr(public)) {
			t.Errorf("%s is public", public)
		}
	}
	for _, private := range []string{
		"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
		"192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
		"::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "2001:db8::1", "2002:7f00:1::",
	} {
		if egress.Public(netip.MustParseAddr(private)) {
			t.Errorf("%s is not public", private)
		}
	}
}

// A name that a name server gives this machine's address is refused like the
// address itself.
func TestDialer_checks_the_address_it_connects_to(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	for _, host := range []string{"127.0.0.1", "localhost", "::ffff:127.0.0.1", "0.0.0.0"} {
		conn, err := egress.Dialer(time.Second, egress.Public).DialContext(t.Context(), "tcp", net.JoinHostPort(host, port))
		if err == nil {
			_ = conn.Close()
			t.Errorf("%s was dialled", host)
		} else if !errors.Is(err, egress.ErrAddress) {
			t.Errorf("%s: %v, want ErrAddress", host, err)
		}
	}
	conn, err := egress.Dialer(time.Second, netip.Addr.IsLoopback).DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatalf("an address that is allowed: %v", err)
	}
	_ = conn.Close()
}

func TestAskable(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://example.com/hook": true, "http://example.com": true,
		"https://ann:secret@example.com": false, "ftp://example.com": false, "file:///etc/passwd": false, "//example.com/x": false, "http://": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := egress.Askable(u) == nil; got != want {
			t.Errorf("%s may be asked: %v, want %v", address, got, want)
		}
	}
}
