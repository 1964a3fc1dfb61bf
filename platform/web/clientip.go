package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// peerOf returns the address at the other end of the connection.
func peerOf(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

func (s *Server) trusts(a netip.Addr) bool {
	for _, p := range s.options.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

const forwardedHeader = "X-Forwarded-For"

// clientIP returns the address of a trusted proxy's client. Each such proxy
// appends who it talked to, so the lines of X-Forwarded-For are read from their
// end for as long as the addresses are trusted; what stands before is the
// client's own claim.
func (s *Server) clientIP(proxy netip.Addr, forwarded []string) netip.Addr {
	client := proxy
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusts(client); i-- {
		hop, err := parseHop(hops[i])
		if err != nil {
			break
		}
		client = hop
	}
	return client
}

// parseHop reads an address with or without a port.
func parseHop(text string) (netip.Addr, error) {
	text = strings.TrimSpace(text)
	if ap, err := netip.ParseAddrPort(text); err == nil {
		return ap.Addr().Unmap(), nil
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return a.Unmap().WithZone(""), err
}
