package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// captured is a response of the shop, for the yardstick to write.
type captured struct {
	Target string
	Status int
	Header http.Header
	Body   []byte
}

// plain neither asks for compression by itself nor follows redirects: what
// comes is what was sent.
var plain = &http.Client{
	Transport:     &http.Transport{DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// ask sends one request and returns what came.
func ask(ctx context.Context, method, url string, header []string, body any) (captured, error) {
	var payload []byte
	if body != nil {
		var err error
		if payload, err = json.Marshal(body); err != nil {
			return captured{}, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(payload))
	if err != nil {
		return captured{}, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Set(name, value)
	}
	res, err := plain.Do(req)
	if err != nil {
		return captured{}, err
	}
	defer res.Body.Close()
	got := captured{Target: req.URL.RequestURI(), Status: res.StatusCode, Header: res.Header}
	got.Body, err = io.ReadAll(res.Body)
	// net/http writes it by itself.
	got.Header.Del("Date")
	if err == nil && got.Status >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %d %.300s", method, url, got.Status, got.Body)
	}
	return got, err
}

// get is ask for JSON that is decoded into into.
func get(ctx context.Context, url string, into any) error {
	got, err := ask(ctx, http.MethodGet, url, nil, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(got.Body, into)
}

// capture writes the shop's answers to a load into a file for the yardstick.
// Each is asked for twice, since a first answer may say that it wasn't stored.
func (s *stand) capture(ctx context.Context, shop *server, l load) (string, error) {
	answers := make([]captured, 0, len(l.targets))
	for _, target := range l.targets {
		if _, err := ask(ctx, http.MethodGet, shop.base+target, l.header, nil); err != nil {
			return "", err
		}
		got, err := ask(ctx, http.MethodGet, shop.base+target, l.header, nil)
		if err != nil {
			return "", err
		}
		answers = append(answers, got)
	}
	text, err := json.Marshal(answers)
	if err != nil {
		return "", err
	}
	file := filepath.Join(s.dir, "answers.json")
	return file, os.WriteFile(file, text, 0o600)
}

// same fails unless the yardstick answers with as many header and body bytes as
// the shop; the rest may differ by the request's id and the limit's count.
func same(ctx context.Context, shop, yard *server, l load) error {
	for _, target := range l.targets[:min(3, len(l.targets))] {
		a, err := ask(ctx, http.MethodGet, shop.base+target, l.header, nil)
		if err != nil {
			return err
		}
		b, err := ask(ctx, http.MethodGet, yard.base+target, l.header, nil)
		if err != nil {
			return err
		}
		if a.size() != b.size() {
			return fmt.Errorf("%s: the shop sends %d bytes, the yardstick %d:\n%v\n%v", target, a.size(), b.size(), a.Header, b.Header)
		}
	}
	return nil
}

// size is the length of the header lines and the body. The limit's counters are
// left out: they have more or fewer digits each time.
func (c captured) size() int {
	n := len(c.Body)
	for name, values := range c.Header {
		n += len(name)
		if strings.Contains(strings.ToLower(name), "ratelimit") {
			continue
		}
		for _, v := range values {
			n += len(v)
		}
	}
	return n
}
