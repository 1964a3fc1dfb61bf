package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"shop/platform/egress"
)

// The bounds of fetching.
const (
	dialTimeout  = 2 * time.Second
	fetchTimeout = 8 * time.Second
	maxRedirects = 3
	// maxSilence is how often a host may fail to answer before it is given up.
	maxSilence = 2
)

var errSilent = errors.New("the host doesn't answer")

// Fetcher fetches pictures from elsewhere for one import: from public
// addresses only, within bounded time and size, and no longer from hosts that
// proved silent, so that a dead network costs seconds and not minutes.
type Fetcher struct {
	client *http.Client
	mu     sync.Mutex
	silent map[string]int
}

// NewFetcher returns a fetcher. allow says which addresses may be asked;
// [egress.Public] is meant for production.
func NewFetcher(allow func(netip.Addr) bool) *Fetcher {
	return &Fetcher{
		silent: make(map[string]int),
		client: &http.Client{
			Timeout: fetchTimeout,
			Transport: &http.Transport{
				DialContext:           egress.Dialer(dialTimeout, allow).DialContext,
				TLSHandshakeTimeout:   dialTimeout,
				ResponseHeaderTimeout: fetchTimeout,
				MaxIdleConnsPerHost:   4,
				IdleConnTimeout:       10 * time.Second,
			},
			CheckRedirect: func(r *http.Request, via []*http.Request) error {
				if len(via) > maxRedirects {
					return errors.New("too many redirects")
				}
				return egress.Askable(r.URL)
			},
		},
	}
}

// Close lets go of connections.
func (f *Fetcher) Close() { f.client.CloseIdleConnections() }

// Fetch returns what the address has. The error is a phrase for the merchant.
func (f *Fetcher) Fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || egress.Askable(u) != nil {
		return nil, egress.ErrAddress
	}
	if f.gaveUp(u.Host) {
		return nil, errSilent
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, egress.ErrAddress
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
	if errors.Is(err, egress.ErrAddress) {
		return egress.ErrAddress
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.silent[host]++
	return errSilent
}
