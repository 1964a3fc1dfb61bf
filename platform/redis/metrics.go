package redis

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metrics are a client's figures. The client is their [prometheus.Collector].
type metrics struct {
	commands  *prometheus.HistogramVec
	cache     *prometheus.CounterVec
	discarded *prometheus.CounterVec
	dropped   *prometheus.CounterVec
	limited   *prometheus.CounterVec
	all       []prometheus.Collector
}

func newMetrics() *metrics {
	m := &metrics{
		commands: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "shop_redis_command_seconds", Help: "How long commands and pipelines took.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5},
		}, []string{"outcome"}),
		cache: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_cache_reads_total", Help: "Reads by where the value came from: memory, redis or load.",
		}, []string{"family", "from"}),
		discarded: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_cache_discarded_total", Help: "Entries not used or not stored, by reason.",
		}, []string{"family", "reason"}),
		dropped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_pubsub_dropped_total", Help: "Messages that a receiver was too slow for.",
		}, []string{"channel"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shop_ratelimit_decisions_total", Help: "Decisions of rate limits, by limit, outcome and who decided: redis or memory.",
		}, []string{"limit", "outcome", "by"}),
	}
	m.all = []prometheus.Collector{m.commands, m.cache, m.discarded, m.dropped, m.limited}
	return m
}

// watch adds the figures that are read from c when they are asked for.
func (m *metrics) watch(c *Client) {
	gauge := func(name, help string, value func() float64) {
		m.all = append(m.all, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	gauge("shop_redis_up", "1 while Redis answers.", func() float64 {
		if c.Healthy() {
			return 1
		}
		return 0
	})
	gauge("shop_redis_connections", "Open connections.", func() float64 { return float64(c.rdb.PoolStats().TotalConns) })
	gauge("shop_redis_connections_idle", "Open connections that nobody uses.", func() float64 { return float64(c.rdb.PoolStats().IdleConns) })
	gauge("shop_redis_pool_timeouts", "Times no connection was free in time.", func() float64 { return float64(c.rdb.PoolStats().Timeouts) })
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
