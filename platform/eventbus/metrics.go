package eventbus

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// countTimeout bounds how long the events are counted for /metrics.
const countTimeout = 2 * time.Second

var (
	waitingEvents = prometheus.NewDesc("shop_events_waiting", "Documents that have events which durable subscriptions have yet to handle.", nil, nil)
	oldestEvent   = prometheus.NewDesc("shop_events_oldest_seconds", "The age of the oldest event that waits.", nil, nil)
	deadEvents    = prometheus.NewDesc("shop_events_dead", "Events that some subscription failed for the last time.", nil, nil)
)

// Describe implements [prometheus.Collector].
func (b *Bus) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{waitingEvents, oldestEvent, deadEvents} {
		ch <- d
	}
}

// Collect implements [prometheus.Collector]. What is in the database is the same
// for all instances. While MongoDB doesn't answer there are no figures.
func (b *Bus) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), countTimeout)
	defer cancel()
	backlog, err := b.outbox.Backlog(ctx)
	if err != nil {
		return
	}
	for d, v := range map[*prometheus.Desc]float64{
		waitingEvents: float64(backlog.Waiting), oldestEvent: backlog.Oldest.Seconds(), deadEvents: float64(backlog.Dead),
	} {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v)
	}
}
