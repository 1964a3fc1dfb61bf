package egress

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// ErrAddress is returned, wrapped by what net and net/http say, where an
// address may not be asked. It is a phrase for people.
var ErrAddress = errors.New("the address is not a public http or https one")

// Dialer returns a dialer that connects to addresses for which allow is true,
// and gives up after the timeout. [Public] is meant for production.
func Dialer(timeout time.Duration, allow func(netip.Addr) bool) *net.Dialer {
	return &net.Dialer{
		Timeout: timeout,
		// Here the name is resolved already, so that no answer of a name server
		// leads to another address than the one checked.
		Control: func(_, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !allow(to.Addr().Unmap()) {
				return ErrAddress
			}
			return nil
		},
	}
}

// Askable returns [ErrAddress] unless u is an address of a host by http or
// https, without a name and password in it.
func Askable(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil {
		return ErrAddress
	}
	return nil
}

// Public reports whether the address is one of the public Internet, not of
// this machine, its network or a cloud's inner services.
func Public(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// reserved are blocks that are global in form only, from IANA's registries of
// special-purpose addresses (RFC 6890).
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared by carriers
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),    // documentation
	netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks
	netip.MustParsePrefix("198.51.100.0/24"), // documentation
	netip.MustParsePrefix("203.0.113.0/24"),  // documentation
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), // translated IPv4
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2001::/32"),     // Teredo
	netip.MustParsePrefix("2001:db8::/32"), // documentation
	netip.MustParsePrefix("2002::/16"),     // tunnelled IPv4
	netip.MustParsePrefix("fec0::/10"),     // a site's own, formerly
}
