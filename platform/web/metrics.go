package web

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what the server answers. They are registered through the
// server, which is a [prometheus.Collector].
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	answers  *prometheus.CounterVec
	stored   storedCounts
	// unmatched is for requests that no route matches.
	unmatched *meter
}

// storedCounts count by how requests for stored answers were answered.
type storedCounts struct {
	// wire: at its connection; hit: at once; fresh: after a look at the data; awaited: by another
	// request's work; made: anew, for others, too; alone: anew, for itself;
	// refused: anew, and nothing to store.
	wire, hit, fresh, awaited, made, alone, refused prometheus.Counter
}

// meter is one route's share of the metrics, resolved once.
type meter struct {
	requests      *prometheus.CounterVec
	duration      prometheus.Observer
	method, route string
	classes       [len(classes)]atomic.Pointer[prometheus.Counter]
}

// classes are those of statuses, by their first digit.
var classes = [...]string{"other", "1xx", "2xx", "3xx", "4xx", "5xx"}

func newMetrics() *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_http_requests_total", Help: "Requests answered, by method, route and class of status.",
		}, []string{"method", "route", "class"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "shop_http_request_seconds", Help: "Time from the request's header to the answer's end, by method and route; streams apart.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_http_stored_total", Help: "Requests for answers that may be stored, by how they were answered.",
		}, []string{"outcome"}),
	}
	by := m.answers.WithLabelValues
	m.stored = storedCounts{
		wire: by("wire"), hit: by("hit"), fresh: by("fresh"), awaited: by("awaited"), made: by("made"), alone: by("alone"), refused: by("refused"),
	}
	m.unmatched = m.of("", "")
	return m
}

// of returns the meter of a route.
func (m *metrics) of(method, route string) *meter {
	return &meter{requests: m.requests, duration: m.duration.WithLabelValues(method, route), method: method, route: route}
}

func (m *metrics) observe(x *exchange, took time.Duration) {
	at := m.unmatched
	if x.route != nil {
		at = x.route.meter
	}
	at.class(x.status).Inc()
	if x.route == nil || x.route.kind != kindStream {
		at.duration.Observe(took.Seconds())
	}
}

// class returns the counter of a status's class. Most routes never answer with
// most of them, so they appear when they first do.
func (m *meter) class(status int) prometheus.Counter {
	i := status / 100
	if i < 1 || i >= len(classes) {
		i = 0
	}
	if c := m.classes[i].Load(); c != nil {
		return *c
	}
	c := m.requests.WithLabelValues(m.method, m.route, classes[i])
	m.classes[i].Store(&c)
	return c
}

// Describe implements [prometheus.Collector].
func (s *Server) Describe(ch chan<- *prometheus.Desc) {
	for _, c := range s.collectors() {
		c.Describe(ch)
	}
}

// Collect implements [prometheus.Collector].
func (s *Server) Collect(ch chan<- prometheus.Metric) {
	for _, c := range s.collectors() {
		c.Collect(ch)
	}
}

func (s *Server) collectors() []prometheus.Collector {
	return []prometheus.Collector{s.metrics.requests, s.metrics.duration, s.metrics.answers}
}

var _ http.Handler = (*Server)(nil)
