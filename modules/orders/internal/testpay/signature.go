package testpay

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// signatureHeader holds "t=<Unix seconds>,v1=<HMAC-SHA256 of t.body in hex>".
const signatureHeader = "Payment-Signature"

// tolerance is how far the time of a signature may be from now, so that a
// recorded webhook can't be sent again much later.
const tolerance = 5 * time.Minute

func sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(digest(secret, t, body))
}

func digest(secret, t string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// genuine reports whether header signs the body, lately.
func genuine(secret, header string, body []byte, now time.Time) bool {
	t, v1, found := strings.Cut(header, ",")
	t, timed := strings.CutPrefix(t, "t=")
	v1, signed := strings.CutPrefix(v1, "v1=")
	if !found || !timed || !signed {
		return false
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	mac, err := hex.DecodeString(v1)
	return err == nil && hmac.Equal(mac, digest(secret, t, body))
}
