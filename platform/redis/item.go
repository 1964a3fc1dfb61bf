package redis

import (
	"encoding/json"
	"errors"
	"hash/maphash"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"shop/platform/fault"
)

const (
	// memoryTTL bounds how old a value in memory gets, and so how late an
	// instance that misses a hint sees a change.
	memoryTTL = 2 * time.Second
	// deafTTL is that bound while hints don't arrive at all.
	deafTTL = time.Second
	// itemOverhead is what an item costs in memory besides its value.
	itemOverhead = 250
)

// item is a value in memory, or the fact that there is none. What it says was
// true at the time from which its age counts, which is before Redis or the
// loader was asked.
type item[T any] struct {
	value   T
	missing error
	// identity is a hash of the content: equal for equal JSON, in this process.
	identity uint64
	size     uint32
	// until is when the item is too old to be used, and ahead when it is time to
	// look for a newer one in the background, on the process's clock.
	until, ahead time.Duration
	// looking is set by who does.
	looking atomic.Bool
}

func (it *item[T]) weight() uint32 { return it.size }

// uptime is the process's clock: it can't be set.
func uptime() time.Duration { return time.Since(born) }

var (
	born = time.Now()
	seed = maphash.MakeSeed()
)

// newItem returns an item without a value whose content is the payload, and
// which may be used for ttl from began.
func newItem[T any](id string, missing bool, payload []byte, began, ttl time.Duration) *item[T] {
	// It varies, so that what was loaded together doesn't expire together.
	ttl = jitter(ttl)
	it := &item[T]{
		identity: maphash.Bytes(seed, payload),
		size:     uint32(len(payload) + len(id) + itemOverhead),
		until:    began + ttl,
		ahead:    began + ttl*3/4,
	}
	if missing {
		it.identity = ^it.identity
	}
	return it
}

// jitter returns d less up to a tenth.
func jitter(d time.Duration) time.Duration { return d - rand.N(d/10+1) }

// adopt gives it the value of known if that has the same content, so that
// nothing is decoded and callers share one value.
func (it *item[T]) adopt(known *item[T]) bool {
	if known == nil || known.identity != it.identity {
		return false
	}
	it.value, it.missing = known.value, known.missing
	return true
}

// absence is how fault.NotFound is stored.
type absence struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// decode reads the payload of an entry. Errors: [errCorrupt].
func (it *item[T]) decode(missing bool, payload []byte) error {
	if !missing {
		if json.Unmarshal(payload, &it.value) != nil {
			return errCorrupt
		}
		return nil
	}
	var a absence
	if json.Unmarshal(payload, &a) != nil {
		return errCorrupt
	}
	it.missing = fault.New(fault.NotFound, a.Code, a.Message)
	return nil
}

// encode returns the payload for what a loader returned. An error that doesn't
// mean that there is no value comes back.
func encodePayload[T any](value T, err error) (payload []byte, missing *fault.Error, _ error) {
	var what any = value
	if err != nil {
		if missing = notFound(err); missing == nil {
			return nil, nil, err
		}
		what = absence{Code: missing.Code, Message: missing.Message}
	}
	if payload, err = json.Marshal(what); err != nil {
		return nil, nil, fault.Wrap(err, fault.Internal, "cache-encode", "This can't be shown right now.")
	}
	return payload, missing, nil
}

// notFound returns err as the fact that there is no value, or nil when it is
// another error.
func notFound(err error) *fault.Error {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.NotFound {
		return f
	}
	return nil
}
