package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestYardstick_writes_what_was_captured(t *testing.T) {
	captured := answer{
		Target: "/api/products?page=2", Status: http.StatusOK, Body: []byte("body"),
		Header: http.Header{"Content-Type": {"application/json"}, "X-Frame-Options": {"DENY"}},
	}
	e, err := newServer(t.Context(), []answer{captured}, "")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	defer server.Close()
	res, err := http.Get(server.URL + captured.Target)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	res.Header.Del("Date")
	res.Header.Del("Content-Length")
	got := answer{Target: captured.Target, Status: res.StatusCode, Header: res.Header, Body: body}
	if err != nil || !cmp.Equal(got, captured) {
		t.Errorf("%v\n%s", err, cmp.Diff(captured, got))
	}
	other, err := http.Get(server.URL + "/api/products?page=3")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Body.Close()
	if other.StatusCode != http.StatusNotFound {
		t.Errorf("what was not captured answers %d", other.StatusCode)
	}
}

func TestYardstick_refuses_a_Redis_that_is_away(t *testing.T) {
	if _, err := newServer(t.Context(), nil, "127.0.0.1:1"); err == nil {
		t.Error("it starts without the Redis it is to ask")
	}
}
