package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"shop/platform/egress"
)

const (
	dialTime = 5 * time.Second
	// attemptTime bounds one attempt, from the name server to the answer's end.
	attemptTime = 10 * time.Second
	// maxAnswer is how much of an answer is read and kept.
	maxAnswer = 1 << 10 // bytes
)

// poster posts deliveries to receivers within reach.
type poster struct{ secure, plain *http.Client }

func newPoster(reach Reach) *poster {
	return &poster{secure: newClient(reach.secure), plain: newClient(reach.inside)}
}

func newClient(allow func(netip.Addr) bool) *http.Client {
	return &http.Client{
		Timeout: attemptTime,
		// A redirect is an answer like others, and no success: the body would go
		// to somebody else than staff entered.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            egress.Dialer(dialTime, allow).DialContext,
			TLSHandshakeTimeout:    dialTime,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // nobody sends us a bomb
			MaxResponseHeaderBytes: 16 << 10,
			MaxIdleConnsPerHost:    1,
			MaxIdleConns:           MaxHooks,
			IdleConnTimeout:        30 * time.Second,
		},
	}
}

func (p *poster) close() {
	p.secure.CloseIdleConnections()
	p.plain.CloseIdleConnections()
}

// errGone is what a receiver answers that wants no more.
var errGone = errors.New("the receiver answers 410: it wants no more")

// post makes one attempt. The result has what the receiver said also where the
// error says that it was no success.
func (p *poster) post(ctx context.Context, h Hook, d Delivery) (Result, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(d.Body))
	if err != nil {
		return Result{}, fmt.Errorf("the address is not one: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "shop-webhooks/1")
	request.Header.Set(HeaderID, d.ID)
	request.Header.Set(HeaderEvent, d.Event)
	request.Header.Set(HeaderSignature, Sign(h.Secret, time.Now(), d.Body))
	client := p.secure
	if request.URL.Scheme == "http" {
		client = p.plain
	}
	response, err := client.Do(request)
	if err != nil {
		return Result{}, err
	}
	defer response.Body.Close()
	// What comes after the status is for people to read, and may break off.
	said, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	result := Result{Status: response.StatusCode, Answer: readable(said)}
	switch {
	case response.StatusCode == http.StatusGone:
		return result, errGone
	case response.StatusCode >= 300 && response.StatusCode < 400:
		return result, fmt.Errorf("the receiver answers %d: redirects are not followed", response.StatusCode)
	case response.StatusCode < 200 || response.StatusCode >= 400:
		return result, fmt.Errorf("the receiver answers %d", response.StatusCode)
	}
	return result, nil
}

// readable returns an answer as text of one paragraph, whatever it was.
func readable(b []byte) string {
	text := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(b), ""))
	return strings.TrimSpace(text)
}
