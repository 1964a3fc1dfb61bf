package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"shop/modules/orders/internal/payment"
)

// Client is a [Server] as the shop sees it. It implements [payment.Notifier]
// and [payment.Book].
type Client struct {
	base, secret string
	http         *http.Client
}

// NewClient returns a client of the server at an address such as
// http://:secret@127.0.0.1:9300. The error doesn't quote it.
func NewClient(address string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, errors.New("testpay: the address can't be used; write it as http://:secret@127.0.0.1:9300")
	}
	secret, _ := u.User.Password()
	return &Client{
		base: u.Scheme + "://" + u.Host, secret: secret,
		http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
	}, nil
}

// Authorise implements [payment.Provider].
func (c *Client) Authorise(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	return call[payment.Payment](ctx, c, http.MethodPost, "/payments", a)
}

// Capture implements [payment.Provider].
func (c *Client) Capture(ctx context.Context, capture payment.Capture) (payment.Payment, error) {
	p, err := call[payment.Payment](ctx, c, http.MethodPost, pathOf(capture.Key)+"/capture", capture)
	return p, conflict(err, payment.ErrCaptureTooLarge)
}

// Fetch implements [payment.Provider].
func (c *Client) Fetch(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	return call[payment.Payment](ctx, c, http.MethodGet, pathOf(a.Key), nil)
}

// Void implements [payment.Provider].
func (c *Client) Void(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	return call[payment.Payment](ctx, c, http.MethodPost, pathOf(a.Key)+"/void", nil)
}

// Refund implements [payment.Provider].
func (c *Client) Refund(ctx context.Context, r payment.Refund) error {
	_, err := call[struct{}](ctx, c, http.MethodPost, pathOf(r.Key)+"/refunds", r)
	return conflict(err, payment.ErrRefundTooLarge)
}

// Entries implements [payment.Book].
func (c *Client) Entries(ctx context.Context) ([]payment.Entry, error) {
	return call[[]payment.Entry](ctx, c, http.MethodGet, "/payments", nil)
}

// Behave tells the server how to misbehave from now on.
func (c *Client) Behave(ctx context.Context, b Behaviour) error {
	_, err := call[Behaviour](ctx, c, http.MethodPut, "/behaviour", b)
	return err
}

// Notice implements [payment.Notifier].
func (c *Client) Notice(header http.Header, body []byte) (payment.Notice, error) {
	if !genuine(c.secret, header.Get(signatureHeader), body, time.Now()) {
		return payment.Notice{}, payment.ErrSignature
	}
	var n payment.Notice
	if err := json.Unmarshal(body, &n); err != nil || n.ID == "" || n.Key == "" {
		return payment.Notice{}, payment.ErrNotice.Because(err)
	}
	return n, nil
}

func pathOf(key string) string { return "/payments/" + url.PathEscape(key) }

// errConflict is an answer whose meaning depends on what was asked.
var errConflict = errors.New("testpay: the provider refuses")

// conflict says what a conflict means.
func conflict(err, meaning error) error {
	if errors.Is(err, errConflict) {
		return meaning
	}
	return err
}

// call sends a request, with body as JSON unless that is nil.
func call[T any](ctx context.Context, c *Client, method, path string, body any) (T, error) {
	var answer T
	var payload io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return answer, err
		}
		payload = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, payload)
	if err != nil {
		return answer, err
	}
	req.Header.Set("Authorization", "Bearer "+c.secret)
	res, err := c.http.Do(req)
	if err != nil {
		return answer, fmt.Errorf("testpay: %s: %w", path, err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return answer, fmt.Errorf("testpay: %s: %w", path, err)
	}
	switch res.StatusCode {
	case http.StatusOK:
		return answer, json.Unmarshal(text, &answer)
	case http.StatusNotFound:
		return answer, payment.ErrUnknown
	case http.StatusConflict:
		return answer, errConflict
	default:
		return answer, fmt.Errorf("testpay: %s answers %d: %s", path, res.StatusCode, strings.TrimSpace(string(text)))
	}
}
