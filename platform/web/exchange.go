package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"shop/platform/logging"
)

// exchange is what the server knows of one request and its answer.
type exchange struct {
	server *Server
	id     string
	start  time.Time
	// method is the client's: HEAD is routed as GET.
	method string
	// path is the request's, decoded.
	path string
	// header is the request's, answer the response's.
	header, answer http.Header
	ip             netip.Addr
	// raw is the response as net/http has it.
	raw http.ResponseWriter
	// route is nil where no route matches.
	route *route
	// at is the request's address where it is shareable: where its answer may
	// come from the store, or be put there.
	at        address
	shareable bool
	// incomplete says that a part of the answer is missing.
	incomplete bool
	// counted says that the rate limit was asked, with refusal as its answer.
	counted bool
	refusal error
	// limits are the values of the rate limit's headers, and idHeader that of
	// the request's id: slices of them cost nothing.
	limits   [len(limitHeaders)]string
	limited  bool
	idHeader [1]string
	// status and bytes are what was sent.
	status int
	bytes  int64
	// token is what the caller was authenticated with.
	token string
	// err is what went wrong, for the request's line in the log.
	err error
}

type exchangeKey struct{}

func exchangeFrom(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

func exchangeOf(c echo.Context) *exchange { return exchangeFrom(c.Request().Context()) }

func (s *Server) newExchange(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{server: s, start: time.Now(), method: r.Method, path: r.URL.Path, header: r.Header, raw: w}
	peer := peerOf(r)
	if s.trusts(peer) {
		x.ip = s.clientIP(peer, r.Header.Values(forwardedHeader))
		x.id = requestID(r.Header.Get(requestIDHeader))
	} else {
		x.ip, x.id = peer, newRequestID()
	}
	x.idHeader[0] = x.id
	return x
}

// begin gives the request its exchange and, for HEAD, the method it is routed
// by; net/http drops the body of the answer by itself.
func (x *exchange) begin(r *http.Request) *http.Request {
	ctx := context.WithValue(r.Context(), exchangeKey{}, x)
	r = r.WithContext(logging.WithRequestID(ctx, x.id))
	if r.Method == http.MethodHead {
		r.Method = http.MethodGet
	}
	return r
}

const requestIDHeader = "X-Request-Id"

// requestID returns a trusted proxy's id for the request, or a new one.
func requestID(id string) string {
	if plainID(id) {
		return id
	}
	return newRequestID()
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	var text [2 * len(b)]byte
	hex.Encode(text[:], b[:])
	return string(text[:])
}

func plainID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// cookie returns the value of the shop's own cookie of that name.
func (x *exchange) cookie(name string) string {
	r := http.Request{Header: x.header}
	c, err := r.Cookie(x.server.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// secretLimit bounds a token somebody sends; ours are shorter.
const secretLimit = 256
