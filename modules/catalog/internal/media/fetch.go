package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"
)

// The bounds of fetching.
const (
	dialTimeout  = 2 * time.Second
	fetchTimeout = 8 * time.Second
	maxRedirects = 3
	// maxSilence is how often a host may fail to answer before it is given up.
	maxSilence = 2
)

// The reasons not to fetch.
var (
	errAddress = errors.New("the address is not a public http or https one")
	errSilent  = errors.New("the host doesn't answer")
)

// Fetcher fetches pictures from elsewhere for one import: from public
// addresses only, within bounded time and size, and no longer from hosts that
// proved silent, so that a dead network costs seconds and not minutes.
type Fetcher struct {
	client *http.Client
	mu     sync.Mutex
	silent map[string]int
}

// NewFetcher returns a fetcher. allow says which addresses may be asked;
// [Public] is meant for production.
func NewFetcher(allow func(netip.Addr) bool) *Fetcher {
	dialer := &net.Dialer{
		Timeout: dialTimeout,
		// Here the name is resolved already, so that no answer of a name server
		// leads to another address than the one checked.
		Control: func(_, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !allow(to.Addr().Unmap()) {
				return errAddress
			}
			return nil
		},
	}
	return &Fetcher{
		silent: make(map[string]int),
		client: &http.Client{
			Timeout: fetchTimeout,
			Transport: &http.Transport{
				DialContext:           dialer.DialContext,
				TLSHandshakeTimeout:   dialTimeout,
				ResponseHeaderTimeout: fetchTimeout,
				MaxIdleConnsPerHost:   4,
				IdleConnTimeout:       10 * time.Second,
			},
			CheckRedirect: func(r *http.Request, via []*http.Request) error {
				if len(via) > maxRedirects {
					return errors.New("too many redirects")
				}
				return fetchable(r.URL)
			},
		},
	}
}

// Close lets go of connections.
func (f *Fetcher) Close() { f.client.CloseIdleConnections() }

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

// reserved are blocks that are global in form only.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared by carriers
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), // benchmarks
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), // translated IPv4
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2002::/16"), // tunnelled IPv4
	netip.MustParsePrefix("2001::/32"), // Teredo
}

func fetchable(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil {
		return errAddress
	}
	return nil
}

// Fetch returns what the address has. The error is a phrase for the merchant.
func (f *Fetcher) Fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || fetchable(u) != nil {
		return nil, errAddress
	}
	if f.gaveUp(u.Host) {
		return nil, errSilent
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errAddress
	}
	request.Header.Set("Accept", "image/webp, image/jpeg, image/png, image/gif")
	response, err := f.client.Do(request)
	if err != nil {
		return nil, f.failed(ctx, u.Host, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the host answers %d", response.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, MaxBytes+1))
	switch {
	case err != nil:
		return nil, f.failed(ctx, u.Host, err)
	case len(data) > MaxBytes:
		return nil, errors.New("the picture is larger than 12 MB")
	}
	return data, nil
}

func (f *Fetcher) gaveUp(host string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.silent[host] >= maxSilence
}

func (f *Fetcher) failed(ctx context.Context, host string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, errAddress) {
		return errAddress
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.silent[host]++
	return errSilent
}
