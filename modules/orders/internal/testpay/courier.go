package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"shop/modules/orders/internal/payment"
)

// courier tells the shop of changes, each until somebody there has heard.
type courier struct {
	journal *Journal
	temper  *temper
	secret  string
	notify  []string
	turn    atomic.Int64
	http    *http.Client
	log     *slog.Logger

	queue chan change
	held  chan change // those that go out late
}

const (
	// couriers is how many notices are on their way at once.
	couriers = 8
	// lateness is how long a notice is held back that is to come late.
	lateness = 500 * time.Millisecond
	// patience is how long the shop may take to hear.
	patience = 10 * time.Second
	// waiting is how many notices may wait to be sent; then a charge waits.
	waiting = 100_000
)

func newCourier(journal *Journal, t *temper, secret string, notify []string, log *slog.Logger) *courier {
	return &courier{
		journal: journal, temper: t, secret: secret, notify: notify, log: log,
		http:  &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: couriers}},
		queue: make(chan change, waiting), held: make(chan change, waiting),
	}
}

func (c *courier) take(ch change) { c.queue <- ch }

func (c *courier) run(ctx context.Context) {
	defer c.http.CloseIdleConnections()
	var busy sync.WaitGroup
	for range couriers {
		busy.Go(func() { c.work(ctx) })
	}
	busy.Go(func() { c.release(ctx) })
	for _, ch := range c.journal.pending() {
		c.take(ch)
	}
	busy.Wait()
}

func (c *courier) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case ch := <-c.queue:
			c.send(ctx, ch)
		}
	}
}

// release sends what is held back, some time later.
func (c *courier) release(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case ch := <-c.held:
			if pause(ctx, lateness) {
				c.deliver(ctx, ch)
			}
		}
	}
}

func (c *courier) send(ctx context.Context, ch change) {
	switch c.temper.next(OpNotice) {
	case Late:
		c.held <- ch
	case Twice:
		var both sync.WaitGroup
		both.Go(func() { c.deliver(ctx, ch) })
		c.deliver(ctx, ch)
		both.Wait()
	default:
		c.deliver(ctx, ch)
	}
}

// deliver tries the shop's addresses by turns until one has heard.
func (c *courier) deliver(ctx context.Context, ch change) {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		err := c.post(ctx, c.notify[int(c.turn.Add(1))%len(c.notify)], ch)
		if err == nil {
			break
		}
		c.log.DebugContext(ctx, "the shop did not hear a notice, which will be sent again", "error", err)
		if !pause(ctx, wait) {
			return
		}
	}
	if err := c.journal.told(ch.Number); err != nil {
		c.log.WarnContext(ctx, "a notice will be sent again after a restart", "error", err)
	}
}

func (c *courier) post(ctx context.Context, url string, ch change) error {
	body, err := json.Marshal(payment.Notice{ID: strconv.FormatInt(ch.Number, 10), Key: ch.Key})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(signatureHeader, sign(c.secret, time.Now(), body))
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("testpay: %s answers %d", url, res.StatusCode)
	}
	return nil
}

// pause waits, and reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
