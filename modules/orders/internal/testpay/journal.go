package testpay

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"shop/modules/orders/internal/payment"
)

// Journal is a ledger in a file, to which each change appends a line. A change
// is on the disk before its caller hears of it. It implements
// [payment.Ledger].
type Journal struct {
	changed func(change)

	mu      sync.Mutex // guards the fields below and the end of the file
	file    *os.File
	entries map[string]payment.Entry
	untold  map[int64]change
	last    int64 // the number of the last line that was written

	flushing sync.Mutex // is held while the disk is waited for
	flushed  int64      // the number of the last line that is on it
}

// change is the line number of a new state of a payment, and its key.
type change struct {
	Number int64
	Key    string
}

// line is one line of the file: the new state of a payment, or the number of a
// line that the shop was told of.
type line struct {
	Number int64          `json:"number"`
	Entry  *payment.Entry `json:"entry,omitempty"`
	Told   int64          `json:"told,omitempty"`
}

// OpenJournal reads the file, which is made where it is missing. A last line
// that is cut short was never answered, and is dropped.
func OpenJournal(path string) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("testpay: the ledger can't be opened: %w", err)
	}
	j := &Journal{file: file, entries: make(map[string]payment.Entry), untold: make(map[int64]change), changed: func(change) {}}
	if err := j.replay(); err != nil {
		return nil, errors.Join(fmt.Errorf("testpay: the ledger %s: %w", path, err), file.Close())
	}
	return j, nil
}

func (j *Journal) replay() error {
	var whole int64
	for lines := bufio.NewReader(j.file); ; {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		var l line
		if err := json.Unmarshal(bytes.TrimSpace(text), &l); err != nil {
			return fmt.Errorf("line %d: %w", j.last+1, err)
		}
		j.take(l)
		whole += int64(len(text))
	}
	if err := j.file.Truncate(whole); err != nil {
		return err
	}
	_, err := j.file.Seek(whole, io.SeekStart)
	return err
}

func (j *Journal) take(l line) {
	j.last = l.Number
	if l.Entry != nil {
		j.entries[l.Entry.Key] = *l.Entry
		j.untold[l.Number] = change{l.Number, l.Entry.Key}
	}
	delete(j.untold, l.Told)
}

// append writes a line. The caller holds mu.
func (j *Journal) append(l line) (int64, error) {
	l.Number = j.last + 1
	text, err := json.Marshal(l)
	if err != nil {
		return 0, err
	}
	if _, err := j.file.Write(append(text, '\n')); err != nil {
		return 0, err
	}
	j.take(l)
	return l.Number, nil
}

// flush returns once the line of that number is on the disk. Callers that wait
// for the same disk at once share its work.
func (j *Journal) flush(number int64) error {
	j.flushing.Lock()
	defer j.flushing.Unlock()
	if j.flushed >= number {
		return nil
	}
	j.mu.Lock()
	upTo := j.last
	j.mu.Unlock()
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.flushed = upTo
	return nil
}

// update changes the entry of a key, or none where decide returns false, and
// returns what is there then.
func (j *Journal) update(key string, decide func(payment.Entry, bool) (payment.Entry, bool, error)) (payment.Entry, error) {
	j.mu.Lock()
	was, known := j.entries[key]
	next, changes, err := decide(was, known)
	number := j.last
	if err == nil && changes {
		number, err = j.append(line{Entry: &next})
	}
	j.mu.Unlock()
	if err != nil {
		return payment.Entry{}, err
	}
	// What is there already may not be on the disk yet either.
	if err := j.flush(number); err != nil {
		return payment.Entry{}, err
	}
	if changes {
		j.changed(change{number, key})
	}
	return next, nil
}

// Record implements [payment.Ledger].
func (j *Journal) Record(_ context.Context, e payment.Entry) (payment.Entry, error) {
	return j.update(e.Key, func(was payment.Entry, known bool) (payment.Entry, bool, error) {
		if known {
			return was, false, nil
		}
		return e, true, nil
	})
}

// Move implements [payment.Ledger].
func (j *Journal) Move(_ context.Context, e payment.Entry, from payment.State) (payment.Entry, error) {
	return j.update(e.Key, func(was payment.Entry, known bool) (payment.Entry, bool, error) {
		switch {
		case !known:
			return was, false, payment.ErrUnknown
		case was.State != from:
			return was, false, nil
		default:
			return e, true, nil
		}
	})
}

// Find implements [payment.Ledger].
func (j *Journal) Find(_ context.Context, key string) (payment.Entry, error) {
	return j.update(key, func(was payment.Entry, known bool) (payment.Entry, bool, error) {
		if !known {
			return was, false, payment.ErrUnknown
		}
		return was, false, nil
	})
}

// AddRefund implements [payment.Ledger].
func (j *Journal) AddRefund(_ context.Context, key string, r payment.EntryRefund) error {
	_, err := j.update(key, func(was payment.Entry, known bool) (payment.Entry, bool, error) {
		if !known {
			return was, false, payment.ErrUnknown
		}
		back := r.Amount.Amount
		for _, done := range was.Refunds {
			if done.ID == r.ID {
				return was, false, nil
			}
			back += done.Amount.Amount
		}
		if r.Amount.Currency != was.Captured.Currency || back > was.Captured.Amount {
			return was, false, payment.ErrRefundTooLarge
		}
		was.Refunds = append(slices.Clip(was.Refunds), r)
		return was, true, nil
	})
	return err
}

// Entries implements [payment.Book], sorted by key.
func (j *Journal) Entries(context.Context) ([]payment.Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.SortedFunc(maps.Values(j.entries), func(a, b payment.Entry) int { return strings.Compare(a.Key, b.Key) }), nil
}

// told notes that the shop knows of a change. Forgetting that is no harm, so
// nobody waits for the disk.
func (j *Journal) told(number int64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	_, err := j.append(line{Told: number})
	return err
}

// pending returns the changes that the shop wasn't told of, the oldest first.
func (j *Journal) pending() []change {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.SortedFunc(maps.Values(j.untold), func(a, b change) int { return cmp.Compare(a.Number, b.Number) })
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }
