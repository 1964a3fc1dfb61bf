package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"shop/platform/events"
	"shop/platform/mongo/mongotest"
	"shop/platform/webhook"
)

// verify is what docs/webhooks.md tells receivers to do, with nothing but the
// standard library. It returns the body.
func verify(r *http.Request, secret string) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	var seconds, v1 string
	for part := range strings.SplitSeq(r.Header.Get("Webhook-Signature"), ",") {
		switch name, value, _ := strings.Cut(part, "="); name {
		case "t":
			seconds = value
		case "v1":
			v1 = value
		}
	}
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || time.Since(time.Unix(at, 0)).Abs() > 5*time.Minute {
		return nil, errors.New("the signature is too old, or from the future")
	}
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s.%s", seconds, body)
	given, err := hex.DecodeString(v1)
	if err != nil || !hmac.Equal(given, mac.Sum(nil)) {
		return nil, errors.New("the signature is not the shop's")
	}
	return body, nil
}

// A receiver that does what the documentation says takes a real delivery, and
// refuses one under another secret.
func TestReceiver_that_is_written_by_the_documentation(t *testing.T) {
	t.Parallel()
	s := run(t, mongotest.New(t), loopback)
	verdicts := make(chan error, 2)
	secret := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := verify(r, <-secret)
		verdicts <- err
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(server.Close)
	h := add(t, s, server.URL)
	secret <- h.Secret
	emit(t, s, events.New("parcel-1", sold{Number: "1001"}))
	if err := <-verdicts; err != nil {
		t.Errorf("a real delivery: %v", err)
	}
	secret <- "whsec_guess"
	emit(t, s, events.New("parcel-2", sold{Number: "1002"}))
	if err := <-verdicts; err == nil {
		t.Error("a delivery under another secret was taken")
	}
}

func ExampleVerify() {
	secret, body := "whsec_example", []byte(`{"type":"order.placed"}`)
	header := webhook.Sign(secret, time.Now(), body)
	fmt.Println(webhook.Verify(secret, header, body, time.Now()), webhook.Verify(secret, header, []byte(`{}`), time.Now()))
	// Output: true false
}
