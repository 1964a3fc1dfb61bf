package testpay

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"shop/modules/orders/internal/payment"
	"shop/platform/fault"
)

// Server is the test provider on HTTP:
//
//	POST /payments                 a payment.Authorisation; answers a payment.Payment
//	GET  /payments/{key}           answers a payment.Payment
//	POST /payments/{key}/capture   a payment.Capture; answers a payment.Payment
//	POST /payments/{key}/void      answers a payment.Payment
//	POST /payments/{key}/refunds   a payment.Refund
//	GET  /payments                 the whole ledger, for those who audit it
//	PUT  /behaviour                a [Behaviour], from now on
//	GET  /test-payments/{key}      the payer's [Page]
//
// Callers show the secret as a bearer token, payers nothing. An e-mail address says how a
// payment goes, as in the provider within the shop (payment.MagicDecline).
type Server struct {
	journal  *Journal
	provider *payment.TestProvider
	page     *Page
	temper   *temper
	courier  *courier
	secret   string
	mux      *http.ServeMux
}

// NewServer returns the provider over the journal, which payers' browsers reach
// at the address, as in http://127.0.0.1:9300. It tells the shop at the
// addresses in notify, by turns, of each change until one of them has heard;
// none need be given. Run sends.
func NewServer(journal *Journal, address, secret string, notify []string, log *slog.Logger) *Server {
	s := &Server{
		journal: journal, provider: payment.NewTestProvider(journal, PageAt(address)),
		temper: newTemper(), secret: secret, mux: http.NewServeMux(),
	}
	s.page = NewPage(journal, s.provider)
	if len(notify) > 0 {
		s.courier = newCourier(journal, s.temper, secret, notify, log)
		journal.changed = s.courier.take
	}
	s.handle("POST /payments", OpAuthorise, s.authorise)
	s.handle("GET /payments/{key}", OpFetch, s.fetch)
	s.handle("POST /payments/{key}/capture", OpCapture, s.capture)
	s.handle("POST /payments/{key}/void", OpVoid, s.void)
	s.handle("POST /payments/{key}/refunds", OpRefund, s.refund)
	s.handle("GET /payments", "", s.ledger)
	s.handle("PUT /behaviour", "", s.behave)
	return s
}

// Run sends notices until the context ends, first those that an earlier process
// still had to send.
func (s *Server) Run(ctx context.Context) {
	if s.courier != nil {
		s.courier.run(ctx)
	}
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, PagePath) {
		s.page.ServeHTTP(w, r)
		return
	}
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if subtle.ConstantTimeCompare([]byte(token), []byte(s.secret)) != 1 {
		http.Error(w, "The bearer token is missing or wrong.", http.StatusUnauthorized)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// action is what an operation does with the body that was sent.
type action func(r *http.Request, body []byte) (any, error)

// handle answers what do returns, unless the operation misbehaves this time.
func (s *Server) handle(pattern string, op Operation, do action) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "The request is too long, or broke off.", http.StatusBadRequest)
			return
		}
		var mischief Mischief
		if op != "" {
			mischief = s.temper.next(op)
		}
		var answer any
		switch mischief {
		case ErrorBefore, SilenceBefore:
		case Decline:
			answer, err = s.decline(r, body)
		case Twice:
			_, _ = do(r, body)
			answer, err = do(r, body)
		default:
			answer, err = do(r, body)
		}
		switch mischief {
		case ErrorBefore, ErrorAfter:
			http.Error(w, "Told to fail.", http.StatusInternalServerError)
		case SilenceBefore, SilenceAfter:
			hang(r)
		default:
			write(w, answer, err)
		}
	})
}

// hang returns when the caller has given up, which net/http notices since the
// body is read.
func hang(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-time.After(time.Minute):
	}
}

// write answers with JSON, or with the status of the error.
func write(w http.ResponseWriter, answer any, err error) {
	status := http.StatusOK
	var f *fault.Error
	switch {
	case errors.Is(err, payment.ErrUnknown):
		status = http.StatusNotFound
	case errors.Is(err, payment.ErrRefundTooLarge), errors.Is(err, payment.ErrCaptureTooLarge):
		status = http.StatusConflict
	case errors.As(err, &f):
		status = http.StatusUnprocessableEntity
	case err != nil:
		status = http.StatusInternalServerError
	}
	if err != nil {
		http.Error(w, err.Error(), status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// maxBody is far more than any request needs, in bytes.
const maxBody = 64 << 10

func read[T any](body []byte) (T, error) {
	var v T
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		return v, fault.Wrap(err, fault.Malformed, "unreadable", "The request can't be read.")
	}
	return v, nil
}

func (s *Server) authorise(r *http.Request, body []byte) (any, error) {
	a, err := read[payment.Authorisation](body)
	if err != nil {
		return nil, err
	}
	return s.provider.Authorise(r.Context(), a)
}

func (s *Server) capture(r *http.Request, body []byte) (any, error) {
	c, err := read[payment.Capture](body)
	if err != nil {
		return nil, err
	}
	c.Key = r.PathValue("key")
	return s.provider.Capture(r.Context(), c)
}

// decline refuses what is asked for, or was promised.
func (s *Server) decline(r *http.Request, body []byte) (any, error) {
	if key := r.PathValue("key"); key != "" {
		return s.provider.Decline(r.Context(), key)
	}
	a, err := read[payment.Authorisation](body)
	if err != nil {
		return nil, err
	}
	a.Email = "payer" + payment.MagicDecline + "example.com"
	return s.provider.Authorise(r.Context(), a)
}

func (s *Server) fetch(r *http.Request, _ []byte) (any, error) {
	return s.provider.Fetch(r.Context(), payment.Authorisation{Key: r.PathValue("key")})
}

func (s *Server) void(r *http.Request, _ []byte) (any, error) {
	return s.provider.Void(r.Context(), payment.Authorisation{Key: r.PathValue("key")})
}

func (s *Server) refund(r *http.Request, body []byte) (any, error) {
	refund, err := read[payment.Refund](body)
	if err != nil {
		return nil, err
	}
	refund.Key = r.PathValue("key")
	return struct{}{}, s.provider.Refund(r.Context(), refund)
}

func (s *Server) ledger(r *http.Request, _ []byte) (any, error) {
	return s.journal.Entries(r.Context())
}

func (s *Server) behave(_ *http.Request, body []byte) (any, error) {
	b, err := read[Behaviour](body)
	if err != nil {
		return nil, err
	}
	if err := b.validate(); err != nil {
		return nil, err
	}
	s.temper.become(b)
	return b, nil
}
