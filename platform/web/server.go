package web

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"
	"go.uber.org/fx"

	"shop/platform/config"
	"shop/platform/redis"
)

// Options are the server's settings.
type Options struct {
	// Addr is where to listen: ":8080".
	Addr string
	// BaseURL is the shop's own address without a trailing slash. With https
	// cookies are secure.
	BaseURL string
	// TrustedProxies are those whose forwarding headers are believed.
	TrustedProxies []netip.Prefix
	// RateAPI is how many requests each caller of the API may make.
	RateAPI config.Rate
	// Version is the program's, for the API's document.
	Version string
	// Store is how many bytes of finished answers are kept in memory; 6 MiB
	// when zero.
	Store int
	// DrainDelay is how long, when stopping, requests are still accepted while
	// /readyz already says no.
	DrainDelay time.Duration
}

// Params is what a [Server] is made of.
type Params struct {
	fx.In

	Options   Options
	Log       *slog.Logger
	Auth      Authenticator
	Redis     *redis.Client
	Shell     Shell
	ErrorPage ErrorPage
	Routes    []Routes      `group:"web.routes"`
	Fillers   []FrameFiller `group:"web.fillers"`
	Checks    []Check       `group:"web.checks"`
}

// Server is the shop's HTTP server.
type Server struct {
	options Options
	secure  bool
	// host is the one in BaseURL.
	host string
	// ownCookies are the names of those that make an answer personal.
	ownCookies []string
	// common are the headers of answers that belong to no route.
	common []line
	log    *slog.Logger
	auth   Authenticator
	// limiter and namedLimiters are nil when the API is not limited.
	limiter       *redis.Limiter
	namedLimiters *namedLimiters
	shell         Shell
	errorPage     ErrorPage
	fillers       []FrameFiller
	health        *health
	crossSite     *http.CrossOriginProtection
	streams       *streams
	store         *store
	metrics       *metrics

	echo   *echo.Echo
	api    huma.API
	router *Router
	http   *http.Server
	drain  *drain

	listener net.Listener
}

// New returns a server with all routes; it does not listen yet.
func New(p Params) (*Server, error) {
	s := &Server{
		options:   p.Options,
		secure:    strings.HasPrefix(p.Options.BaseURL, "https://"),
		log:       p.Log,
		auth:      p.Auth,
		shell:     p.Shell,
		errorPage: p.ErrorPage,
		fillers:   p.Fillers,
		health:    newHealth(p.Checks),
		crossSite: http.NewCrossOriginProtection(),
		drain:     newDrain(),
		store:     newStore(p.Options.Store),
		metrics:   newMetrics(),
	}
	for _, name := range []string{sessionCookie, guestCookie, flashCookie} {
		s.ownCookies = append(s.ownCookies, s.cookieName(name))
	}
	s.common = s.commonHeaders(nil)
	s.streams = newStreams(s.drain.begun)
	if rate := p.Options.RateAPI; !rate.Off && rate.Limit > 0 {
		s.limiter = redis.NewLimiter(p.Redis, "api", rate.Limit, rate.Per)
		s.namedLimiters = &namedLimiters{redis: p.Redis, rate: rate, byName: make(map[string]*redis.Limiter)}
	}
	if p.Options.BaseURL != "" {
		base, err := url.Parse(p.Options.BaseURL)
		if err != nil {
			return nil, err
		}
		s.host = base.Host
		if err := s.crossSite.AddTrustedOrigin(p.Options.BaseURL); err != nil {
			return nil, err
		}
	}
	s.echo = echo.New()
	s.echo.HTTPErrorHandler = func(err error, c echo.Context) { s.fail(c, err) }
	s.echo.Use(s.handle)
	s.api = newAPI(s.echo, p.Options)
	s.router = &Router{echo: s.echo, api: s.api, routes: make(map[routeKey]*route), server: s}
	s.ownRoutes(s.router)
	for _, routes := range p.Routes {
		routes.Routes(s.router)
	}
	s.http = s.newHTTPServer()
	return s, nil
}

// Router returns the router with all routes in it.
func (s *Server) Router() *Router { return s.router }

// ServeHTTP serves one request, as the listener does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := s.newExchange(w, r)
	if s.sendStored(w, r, x) {
		return
	}
	s.echo.ServeHTTP(w, x.begin(r))
}
