package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// How long a client may take to accept an answer, a connection may wait for its
// next request, and an answer under way may still take when the server closes.
const (
	writeTimeout = time.Minute
	idleTimeout  = 2 * time.Minute
	closeTimeout = 5 * time.Second
)

func (s *Server) newHTTPServer() *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		ConnState:         tellIdle,
	}
}

// Start listens, and then serves in the background. Should serving fail later
// on, it tells so through failed.
func (s *Server) Start(ctx context.Context, failed func(error)) error {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", s.options.Addr)
	if err != nil {
		return listenError(s.options.Addr, err)
	}
	s.listener = listener
	go func() {
		if err := s.http.Serve(s.wired(listener)); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("the shop no longer accepts requests", "error", err)
			failed(err)
		}
	}()
	s.log.InfoContext(ctx, "serving", "addr", listener.Addr().String(), "url", s.options.BaseURL)
	return nil
}

// Addr returns where the server listens, after Start.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// listenError says what to do about the usual reasons.
func listenError(addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("SHOP_ADDR: %s is already in use by another program; stop it, or choose another address: %w", addr, err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("SHOP_ADDR: this user may not listen on %s; choose a port above 1023: %w", addr, err)
	}
	return fmt.Errorf("SHOP_ADDR: can't listen on %s: %w", addr, err)
}

// Stop drains the server: /readyz says no, streams end, requests under way and
// those that still arrive during DrainDelay are answered, then it closes. It
// gives up on requests that outlast ctx.
func (s *Server) Stop(ctx context.Context) error {
	s.drain.begin()
	defer s.store.close()
	if s.listener == nil {
		return nil
	}
	select {
	case <-time.After(s.options.DrainDelay):
	case <-ctx.Done():
	}
	if err := s.http.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("requests were cut off: %w", err), s.http.Close())
	}
	return nil
}
