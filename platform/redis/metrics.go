package redis

import (
	"github.com/prometheus/client_golang/prometheus"
	goredis "github.com/redis/go-redis/v9"
)

// metrics are a client's figures. The client is their [prometheus.Collector].
type metrics struct {
	commands  *prometheus.HistogramVec
	cache     *prometheus.CounterVec
	discarded *prometheus.CounterVec
	refreshes *prometheus.CounterVec
	dropped   *prometheus.CounterVec
	limited   *prometheus.CounterVec
	losses    prometheus.Counter
	all       []prometheus.Collector
}

func newMetrics() *metrics {
	m := &metrics{
		commands: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "shop_redis_command_seconds", Help: "How long commands took: scripts by their name, pipelines as the last of their commands.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5},
		}, []string{"command", "outcome"}),
		cache: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_cache_reads_total", Help: "Values by where they came from: memory, redis, load, or stale (redis, and due to be loaded anew).",
		}, []string{"family", "from"}),
		discarded: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_cache_discarded_total", Help: "Entries not used or not stored, by reason.",
		}, []string{"family", "reason"}),
		refreshes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_cache_refreshes_total", Help: "Looks for newer values in the background, by outcome: done, failed, panicked, or refused as too many.",
		}, []string{"family", "outcome"}),
		dropped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_pubsub_dropped_total", Help: "Messages that a receiver was too slow for.",
		}, []string{"channel"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_ratelimit_decisions_total", Help: "Decisions of rate limits, by limit, outcome and who decided: redis or memory.",
		}, []string{"limit", "outcome", "by"}),
	}
	m.losses = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "shop_redis_losses_total", Help: "Times that Redis, or masters of a cluster, stopped answering.",
	})
	m.all = []prometheus.Collector{m.losses, m.commands, m.cache, m.discarded, m.refreshes, m.dropped, m.limited}
	return m
}

// watch adds the figures that are read from c when they are asked for.
func (m *metrics) watch(c *Client) {
	gauge := func(name, help string, value func() float64) {
		m.all = append(m.all, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	flag := func(name, help string, value func() bool) {
		gauge(name, help, func() float64 {
			if value() {
				return 1
			}
			return 0
		})
	}
	flag("shop_redis_up", "1 while Redis answers, with all masters.", c.Healthy)
	flag("shop_redis_hearing", "1 while messages of other instances arrive.", c.Hearing)
	gauge("shop_redis_breakers_open", "Servers that are sent no commands, since they don't answer.", func() float64 {
		return float64(c.nodes.openGuards())
	})
	// All servers together.
	pool := func(value func(*goredis.PoolStats) uint32) func() float64 {
		return func() float64 { return float64(value(c.rdb.PoolStats())) }
	}
	gauge("shop_redis_connections", "Open connections.", pool(func(s *goredis.PoolStats) uint32 { return s.TotalConns }))
	gauge("shop_redis_connections_idle", "Open connections that nobody uses.", pool(func(s *goredis.PoolStats) uint32 { return s.IdleConns }))
	count := func(name, help string, value func(*goredis.PoolStats) uint32) {
		m.all = append(m.all, prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, pool(value)))
	}
	count("shop_redis_pool_hits_total", "Times a free connection was there.", func(s *goredis.PoolStats) uint32 { return s.Hits })
	count("shop_redis_pool_misses_total", "Times none was, and one was made.", func(s *goredis.PoolStats) uint32 { return s.Misses })
	count("shop_redis_pool_timeouts_total", "Times none was free in time.", func(s *goredis.PoolStats) uint32 { return s.Timeouts })
	count("shop_redis_pool_stale_total", "Connections that were given up since they had gone bad or idle.", func(s *goredis.PoolStats) uint32 { return s.StaleConns })
}

// Describe implements [prometheus.Collector].
func (c *Client) Describe(ch chan<- *prometheus.Desc) {
	for _, m := range c.metrics.all {
		m.Describe(ch)
	}
}

// Collect implements [prometheus.Collector].
func (c *Client) Collect(ch chan<- prometheus.Metric) {
	for _, m := range c.metrics.all {
		m.Collect(ch)
	}
}
