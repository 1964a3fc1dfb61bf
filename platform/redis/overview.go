package redis

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	goredis "github.com/redis/go-redis/v9"

	"shop/platform/fault"
)

const (
	// overviewTime bounds one look at all keys.
	overviewTime = 3 * time.Second
	// scanCount is how many keys one step of a scan looks at.
	scanCount = 1000
	// sampleSize is how many keys of a family are weighed on each master.
	sampleSize = 40
)

// FamilyStats is a family of keys and what there is of it.
type FamilyStats struct {
	Family
	// Keys is how many there are now on all masters, and Bytes about how much
	// memory they take there, reckoned from a sample.
	Keys, Bytes int64
	// Partial says that there was no time to count all.
	Partial bool
	// Memory, Redis, Load and Stale are how many reads got the value from
	// memory, from Redis, by loading it, and from Redis though it was due to be
	// loaded anew: by this process, since it started. They are 0 for families
	// that aren't read as caches.
	Memory, Redis, Load, Stale uint64
}

// Overview looks at all keys, for the operator: it takes up to 3 s. The
// families come in the order of [Families]. Errors: [ErrAway].
func (c *Client) Overview(ctx context.Context) ([]FamilyStats, error) {
	ctx, cancel := context.WithTimeout(ctx, overviewTime)
	defer cancel()
	count := &census{prefix: c.prefix, families: make(map[string]*tally)}
	for _, f := range Families() {
		count.families[f.Name] = &tally{}
	}
	err := c.eachMaster(ctx, func(ctx context.Context, node goredis.Cmdable) error { return count.add(ctx, node) })
	partial := err != nil && ctx.Err() != nil
	if err != nil && !partial {
		return nil, ErrAway.Because(err)
	}
	stats := c.Reads()
	for i, s := range stats {
		t := count.families[s.Name]
		stats[i].Keys, stats[i].Bytes, stats[i].Partial = t.keys, t.bytes, partial
	}
	return stats, nil
}

// Reads returns the families and how they were read, without what there is of
// them: it asks no server. They come in the order of [Families].
func (c *Client) Reads() []FamilyStats {
	reads := c.metrics.readsByFamily()
	stats := make([]FamilyStats, 0, len(reads))
	for _, f := range Families() {
		s := reads[f.Name]
		s.Family = f
		stats = append(stats, s)
	}
	return stats
}

// Purge deletes all keys of a family, and with those of caches and limits what
// instances have in memory, and returns how many keys there were. Everything
// comes back as it is used: from MongoDB, or in the case of limits from nothing.
// Another instance that misses the hint goes on counting what it has seen.
// Errors: fault.NotFound for a family that [Families] doesn't list, [ErrAway]
// when keys may be left.
func (c *Client) Purge(ctx context.Context, family string) (int64, error) {
	known := false
	for _, f := range Families() {
		known = known || f.Name == family
	}
	if !known {
		return 0, errNoFamily
	}
	if err := c.dropCached(ctx, family); err != nil {
		return 0, ErrAway.Because(err)
	}
	var mu sync.Mutex
	var purged int64
	err := c.eachMaster(ctx, func(ctx context.Context, node goredis.Cmdable) error {
		return scan(ctx, node, c.prefix+family+":*", func(keys []string) error {
			n, err := unlink(ctx, node, keys)
			mu.Lock()
			defer mu.Unlock()
			purged += n
			return err
		})
	})
	if err == nil {
		err = c.dropCounted(ctx, family)
	}
	if err != nil {
		return purged, ErrAway.Because(err)
	}
	return purged, nil
}

var errNoFamily = fault.New(fault.NotFound, "no-family", "There is no such family of keys.")

// dropCached makes the entries of a cache worthless, here and elsewhere, before
// they are deleted one by one: a reader can't put back what it found.
func (c *Client) dropCached(ctx context.Context, family string) error {
	c.mu.Lock()
	_, cached := c.caches[family]
	c.mu.Unlock()
	if !cached {
		return nil
	}
	if err := c.rdb.Unlink(ctx, generations.key(c.prefix, family)).Err(); err != nil {
		return err
	}
	return c.invalid.Publish(ctx, invalidation{Family: family, All: true})
}

// dropCounted has limits forget what they counted, here and elsewhere, after the
// keys are deleted: no instance may know of more uses than Redis does.
func (c *Client) dropCounted(ctx context.Context, family string) error {
	c.mu.Lock()
	_, limits := c.limits[family]
	c.mu.Unlock()
	if !limits {
		return nil
	}
	return c.invalid.Publish(ctx, invalidation{Family: family, All: true})
}

// eachMaster calls f for every server that has keys of its own, at once.
func (c *Client) eachMaster(ctx context.Context, f func(ctx context.Context, node goredis.Cmdable) error) error {
	if many, ok := c.rdb.(*goredis.ClusterClient); ok {
		return many.ForEachMaster(ctx, func(ctx context.Context, node *goredis.Client) error { return f(ctx, node) })
	}
	return f(ctx, c.rdb)
}

// scan calls f with the keys of node that match, some at a time. A key may come
// twice.
func scan(ctx context.Context, node goredis.Cmdable, pattern string, f func(keys []string) error) error {
	for cursor := uint64(0); ; {
		keys, next, err := node.Scan(ctx, cursor, pattern, scanCount).Result()
		if err != nil {
			return err
		}
		if err := f(keys); err != nil {
			return err
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// unlink deletes keys, which may be in any slots of node, and returns how many
// were there.
func unlink(ctx context.Context, node goredis.Cmdable, keys []string) (n int64, err error) {
	if len(keys) == 0 {
		return 0, nil
	}
	replies, err := node.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for _, key := range keys {
			p.Unlink(ctx, key)
		}
		return nil
	})
	for _, reply := range replies {
		n += reply.(*goredis.IntCmd).Val()
	}
	return n, err
}

// census counts the keys of families.
type census struct {
	prefix   string
	mu       sync.Mutex
	families map[string]*tally
}

type tally struct{ keys, bytes int64 }

// add counts the keys of one master.
func (c *census) add(ctx context.Context, node goredis.Cmdable) error {
	found := make(map[string]int64)
	samples := make(map[string][]string)
	err := scan(ctx, node, c.prefix+"*", func(keys []string) error {
		for _, key := range keys {
			family, _, _ := strings.Cut(key[len(c.prefix):], ":")
			if c.families[family] == nil {
				continue
			}
			found[family]++
			if len(samples[family]) < sampleSize {
				samples[family] = append(samples[family], key)
			}
		}
		return nil
	})
	for family, keys := range found {
		weight := weigh(ctx, node, samples[family])
		c.mu.Lock()
		c.families[family].keys += keys
		c.families[family].bytes += weight * keys
		c.mu.Unlock()
	}
	return err
}

// weigh returns what one of keys takes on average, in bytes.
func weigh(ctx context.Context, node goredis.Cmdable, keys []string) int64 {
	replies, _ := node.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for _, key := range keys {
			p.MemoryUsage(ctx, key)
		}
		return nil
	})
	var sum, n int64
	for _, reply := range replies {
		if size := reply.(*goredis.IntCmd); size.Err() == nil {
			sum, n = sum+size.Val(), n+1
		}
	}
	return sum / max(n, 1)
}

// readsByFamily returns how often each family was read, and from where.
func (m *metrics) readsByFamily() map[string]FamilyStats {
	counters := make(chan prometheus.Metric)
	go func() {
		defer close(counters)
		m.cache.Collect(counters)
	}()
	all := make(map[string]FamilyStats)
	for counter := range counters {
		var d dto.Metric
		if counter.Write(&d) != nil {
			continue
		}
		labels := make(map[string]string, 2)
		for _, l := range d.GetLabel() {
			labels[l.GetName()] = l.GetValue()
		}
		s, n := all[labels["family"]], uint64(d.GetCounter().GetValue())
		switch labels["from"] {
		case "memory":
			s.Memory = n
		case "redis":
			s.Redis = n
		case "load":
			s.Load = n
		case "stale":
			s.Stale = n
		}
		all[labels["family"]] = s
	}
	return all
}
