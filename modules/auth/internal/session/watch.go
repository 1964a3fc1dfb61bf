package session

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"shop/modules/auth"
	"shop/platform/events"
)

// Channel is the live channel on which instances tell each other what was
// revoked or changed. Nothing but speed depends on it.
const Channel = "session:changed"

const (
	// pollEvery bounds how long a lost hint goes unnoticed.
	pollEvery = time.Second
	// memory is how far back the watch remembers; entries are believed for
	// [Trust] only, which is much less, whatever the clocks' differences.
	memory = time.Hour
	// pollTime bounds one poll, so that a silent server doesn't keep hints
	// from being heard.
	pollTime = 2 * time.Second
	// blindAfter without a successful poll the watch vouches for nothing. That is
	// several polls, since without MongoDB nothing can be revoked either, and a
	// moment without it should sign nobody out: only an instance that alone has
	// lost MongoDB, and the hint as well, is this late.
	blindAfter = 5 * time.Second
)

// hint is the message on [Channel].
type hint struct {
	Revoked  []string                 `json:"revoked,omitempty"`
	Accounts map[auth.AccountID]int64 `json:"accounts,omitempty"`
}

// Watch remembers which sessions were revoked and which accounts changed
// lately. It is safe for concurrent use.
type Watch struct {
	history    History
	publisher  events.Publisher
	subscriber events.Subscriber
	log        *slog.Logger

	mu       sync.RWMutex
	cursor   Cursor
	revoked  map[string]time.Time // when it was heard, by this instance's clock
	accounts map[auth.AccountID]changed
	seenAt   time.Time
}

type changed struct {
	version int64
	heard   time.Time
}

// NewWatch returns a watch that vouches for nothing until [Watch.Poll].
func NewWatch(history History, publisher events.Publisher, subscriber events.Subscriber, log *slog.Logger) *Watch {
	return &Watch{
		history: history, publisher: publisher, subscriber: subscriber, log: log,
		revoked:  make(map[string]time.Time),
		accounts: make(map[auth.AccountID]changed),
	}
}

// Poll learns what happened since the last poll. Once it has succeeded, the
// watch vouches for what it hasn't heard of.
func (w *Watch) Poll(ctx context.Context) error {
	w.mu.RLock()
	cursor := w.cursor
	w.mu.RUnlock()
	ctx, cancel := context.WithTimeout(ctx, pollTime)
	defer cancel()
	asked := time.Now()
	found, err := w.history.Since(ctx, cursor, memory)
	if err != nil {
		return fmt.Errorf("reading what was revoked: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(found.Revoked, found.Accounts)
	w.cursor, w.seenAt = found.Cursor, asked
	w.forget(asked.Add(-memory))
	return nil
}

// Run polls each second and listens for hints until ctx ends.
func (w *Watch) Run(ctx context.Context) {
	hints, cancel := w.subscriber.Subscribe(Channel)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for well := true; ; {
		select {
		case <-ctx.Done():
			return
		case m, open := <-hints:
			if !open {
				hints = nil
				continue
			}
			w.hear(m)
		case <-tick.C:
			err := w.Poll(ctx)
			if well && err != nil && ctx.Err() == nil {
				w.log.WarnContext(ctx, "auth: sessions are read from MongoDB until revocations can be followed again", "error", err)
			}
			well = err == nil
		}
	}
}

func (w *Watch) hear(m events.Message) {
	var h hint
	if json.Unmarshal(m.Data, &h) != nil {
		return // not ours; the poll tells anyway
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(h.Revoked, h.Accounts)
}

// Tell notes what this instance revoked or changed, and hints it to the others.
func (w *Watch) Tell(ctx context.Context, revoked []string, accounts map[auth.AccountID]int64) {
	w.mu.Lock()
	w.note(revoked, accounts)
	w.mu.Unlock()
	if err := w.publisher.Publish(ctx, Channel, hint{Revoked: revoked, Accounts: accounts}); err != nil {
		w.log.DebugContext(ctx, "auth: a hint was lost, the poll will tell", "error", err)
	}
}

// note must be called with the lock held.
func (w *Watch) note(revoked []string, accounts map[auth.AccountID]int64) {
	now := time.Now()
	for _, id := range revoked {
		w.revoked[id] = now
	}
	for id, version := range accounts {
		if version >= w.accounts[id].version {
			w.accounts[id] = changed{version: version, heard: now}
		}
	}
}

func (w *Watch) forget(before time.Time) {
	maps.DeleteFunc(w.revoked, func(_ string, heard time.Time) bool { return heard.Before(before) })
	maps.DeleteFunc(w.accounts, func(_ auth.AccountID, c changed) bool { return c.heard.Before(before) })
}

// judge reports whether the session of e, a copy, was revoked lately, and
// whether the copy still says what the store says.
func (w *Watch) judge(e *Entry, now time.Time) (revoked, vouched bool) {
	age := now.Sub(e.ReadAt)
	w.mu.RLock()
	defer w.mu.RUnlock()
	_, revoked = w.revoked[e.ID]
	vouched = age <= Trust && age >= -Trust && now.Sub(w.seenAt) < blindAfter && e.Version >= w.accounts[e.Account].version
	return revoked, vouched
}
