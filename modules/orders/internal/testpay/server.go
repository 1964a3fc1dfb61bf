package testpay

import (
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
//	POST /charges                  a payment.Charge; answers a payment.Payment
//	GET  /charges/{key}            answers a payment.Payment
//	POST /charges/{key}/void       answers a payment.Payment
//	POST /charges/{key}/refunds    a payment.Refund
//	GET  /charges                  the whole ledger, for those who audit it
//	PUT  /behaviour                a [Behaviour], from now on
//
// Callers show the secret as a bearer token. An e-mail address says how a
// charge goes, as in the provider within the shop (payment.MagicDecline).
type Server struct {
	journal  *Journal
	provider *payment.TestProvider
	temper   *temper
	courier  *courier
	secret   string
	mux      *http.ServeMux
}

// NewServer returns the provider over the journal. It tells the shop at the
// addresses in notify, by turns, of each change until one of them has heard;
// none need be given. Run sends.
func NewServer(journal *Journal, secret string, notify []string, log *slog.Logger) *Server {
	s := &Server{
		journal: journal, provider: payment.NewTestProvider(journal),
		temper: newTemper(), secret: secret, mux: http.NewServeMux(),
	}
	if len(notify) > 0 {
		s.courier = newCourier(journal, s.temper, secret, notify, log)
		journal.changed = s.courier.take
	}
	s.handle("POST /charges", OpCharge, s.charge)
	s.handle("GET /charges/{key}", OpFetch, s.fetch)
	s.handle("POST /charges/{key}/void", OpVoid, s.void)
	s.handle("POST /charges/{key}/refunds", OpRefund, s.refund)
	s.handle("GET /charges", "", s.ledger)
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
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if subtle.ConstantTimeCompare([]byte(token), []byte(s.secret)) != 1 {
		http.Error(w, "The bearer token is missing or wrong.", http.StatusUnauthorized)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// handle answers what do returns, unless the operation misbehaves this time.
func (s *Server) handle(pattern string, op Operation, do func(*http.Request) (any, error)) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		var mischief Mischief
		if op != "" {
			mischief = s.temper.next(op)
		}
		var answer any
		var err error
		if mischief != ErrorBefore && mischief != SilenceBefore {
			answer, err = do(r)
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

// hang returns when the caller has given up, which net/http notices once the
// body is read.
func hang(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
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
	case errors.Is(err, payment.ErrRefundTooLarge):
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

func read[T any](r *http.Request) (T, error) {
	var v T
	decoder := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		return v, fault.Wrap(err, fault.Malformed, "unreadable", "The request can't be read.")
	}
	return v, nil
}

func (s *Server) charge(r *http.Request) (any, error) {
	c, err := read[payment.Charge](r)
	if err != nil {
		return nil, err
	}
	return s.provider.Charge(r.Context(), c)
}

func (s *Server) fetch(r *http.Request) (any, error) {
	return s.provider.Fetch(r.Context(), r.PathValue("key"))
}

func (s *Server) void(r *http.Request) (any, error) {
	return s.provider.Void(r.Context(), r.PathValue("key"))
}

func (s *Server) refund(r *http.Request) (any, error) {
	refund, err := read[payment.Refund](r)
	if err != nil {
		return nil, err
	}
	refund.Key = r.PathValue("key")
	return struct{}{}, s.provider.Refund(r.Context(), refund)
}

func (s *Server) ledger(r *http.Request) (any, error) { return s.journal.Entries(r.Context()) }

func (s *Server) behave(r *http.Request) (any, error) {
	b, err := read[Behaviour](r)
	if err != nil {
		return nil, err
	}
	if err := b.validate(); err != nil {
		return nil, err
	}
	s.temper.become(b)
	return b, nil
}
