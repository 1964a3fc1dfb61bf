package keyspace

import (
	"context"
	"time"
)

// Family is a kind of key.
type Family struct {
	Name string
	// Type is Redis's: "string", "hash" or "zset".
	Type string
	// Tag says what the slot tag is; all keys of one are in one slot of a
	// cluster.
	Tag string
	// Holds says what the values are.
	Holds string
	// TTL is the longest a key stays, MaxBytes the largest value.
	TTL      time.Duration
	MaxBytes int
	// Keys and Bytes are what there is of it in Redis.
	Keys, Bytes int64
	Reads       Reads
}

// Reads is how often the values of a cache were read and where they came from:
// by this instance, since it started.
type Reads struct {
	Memory, Redis uint64
	// Load counts values read from the record, Stale those from Redis whose time
	// was nearly over: their callers didn't wait for the newer ones that were
	// read in the background.
	Load, Stale uint64
}

// Total is how often there was a read.
func (r Reads) Total() uint64 { return r.Memory + r.Redis + r.Load + r.Stale }

// HitRate is the part of the reads, from 0 to 1, that needed no loading. It is
// 0 where there was no read.
func (r Reads) HitRate() float64 {
	if r.Total() == 0 {
		return 0
	}
	return float64(r.Memory+r.Redis+r.Stale) / float64(r.Total())
}

// Keys is what the platform knows of its keys.
type Keys interface {
	// Families returns all families and their reads, without asking Redis.
	Families() []Family
	// Count returns them with Keys and Bytes; complete says that there was time
	// to look at all keys. Errors: fault.Unavailable while Redis is away.
	Count(ctx context.Context) (families []Family, complete bool, err error)
	// Purge deletes a family's keys and returns how many there were. Errors:
	// fault.NotFound for a family that there isn't, fault.Unavailable when some
	// may be left.
	Purge(ctx context.Context, family string) (int64, error)
}
