package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.uber.org/fx"

	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/redis"
	"shop/platform/web"
)

// operations serves metrics and profiles to whoever runs the shop, on a
// listener that is never public.
var operations = fx.Module("operations",
	fx.Provide(newRegistry),
	fx.Invoke(serveOperations),
)

func newRegistry(c *redis.Client, s *web.Server, b *eventbus.Bus) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), c, s, b)
	return r
}

func serveOperations(lc fx.Lifecycle, cfg config.Config, registry *prometheus.Registry, log *slog.Logger, shutdown fx.Shutdowner) {
	server := &http.Server{Handler: operationsHandler(registry), ReadHeaderTimeout: 5 * time.Second}
	lc.Append(fx.Hook{
		OnStart: func(ctx context.Context) error {
			var lc net.ListenConfig
			l, err := lc.Listen(ctx, "tcp", cfg.OpsAddr)
			if errors.Is(err, syscall.EADDRINUSE) {
				return fmt.Errorf("SHOP_OPS_ADDR: %s is already in use by another program; stop it, or choose another address", cfg.OpsAddr)
			}
			if err != nil {
				return fmt.Errorf("SHOP_OPS_ADDR: can't listen on %s: %w", cfg.OpsAddr, err)
			}
			go func() {
				if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
					log.Error("metrics are no longer served", "error", err)
					_ = shutdown.Shutdown(fx.ExitCode(exitFault))
				}
			}()
			return nil
		},
		OnStop: func(context.Context) error { return server.Close() },
	})
}

func operationsHandler(registry *prometheus.Registry) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
