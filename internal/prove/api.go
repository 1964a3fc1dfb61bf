package prove

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

type object = map[string]any

// visitor is one client of one shop process at a time.
type visitor struct {
	http *http.Client
	cart string // Cart-Token
	auth string // bearer token
}

// call sends body as JSON to a shop, unless it is nil, and decodes a good answer
// into into, unless that is nil. The error is of the way there and back; what
// the shop says is in the status and the text.
func (v *visitor) call(ctx context.Context, method, url string, body, into any, key string) (status int, text []byte, err error) {
	payload, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(payload))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range map[string]string{"Cart-Token": v.cart, "Idempotency-Key": key} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if v.auth != "" {
		req.Header.Set("Authorization", "Bearer "+v.auth)
	}
	res, err := v.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if text, err = io.ReadAll(res.Body); err != nil {
		return 0, nil, err
	}
	if token := res.Header.Get("Cart-Token"); token != "" {
		v.cart = token
	}
	if res.StatusCode < http.StatusMultipleChoices && into != nil {
		err = json.Unmarshal(text, into)
	}
	return res.StatusCode, text, err
}

// must is call where anything but success is an error.
func (v *visitor) must(ctx context.Context, method, url string, body, into any) error {
	status, text, err := v.call(ctx, method, url, body, into, "")
	if err == nil && status >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s %s answers %d: %.300s", method, url, status, text)
	}
	return err
}

// problem is why a shop refuses.
type problem struct {
	Code string `json:"code"`
}

func codeOf(text []byte) string {
	var p problem
	_ = json.Unmarshal(text, &p) // what isn't JSON has no code
	return p.Code
}
