package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// The headers of a delivery, besides Content-Type.
const (
	HeaderID        = "Webhook-Id"        // the delivery's, the same whenever it is sent again
	HeaderEvent     = "Webhook-Event"     // the event's name
	HeaderSignature = "Webhook-Signature" // see [Sign]
)

// Tolerance is how far the time of a signature may be from now for [Verify], so
// that what somebody recorded can't be sent again much later.
const Tolerance = 5 * time.Minute

// Sign returns the signature of a body that is sent at a time:
// "t=<Unix seconds>,v1=<HMAC-SHA256 of the seconds, a point and the body, under
// the secret, in hex>".
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(digest(secret, t, body))
}

// Verify reports whether signature is that of the body under the secret, and
// its time within [Tolerance] of now.
func Verify(secret, signature string, body []byte, now time.Time) bool {
	t, v1, found := strings.Cut(signature, ",")
	t, timed := strings.CutPrefix(t, "t=")
	v1, signed := strings.CutPrefix(v1, "v1=")
	if !found || !timed || !signed {
		return false
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > Tolerance {
		return false
	}
	mac, err := hex.DecodeString(v1)
	return err == nil && hmac.Equal(mac, digest(secret, t, body))
}

func digest(secret, t string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return mac.Sum(nil)
}
