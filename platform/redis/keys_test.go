package redis_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"shop/platform/fault"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// TestEveryKeyIsListed uses everything there is and then looks at what it left
// on the server.
func TestEveryKeyIsListed(t *testing.T) {
	t.Parallel()
	c := alone(t)
	use(t, c)
	families := make(map[string]redis.Family)
	for _, f := range redis.Families() {
		families[f.Name] = f
	}
	seen := make(map[string]bool)
	for _, key := range c.Raw().Keys(t.Context(), c.Prefix()+"*").Val() {
		name, _, tagged := strings.Cut(strings.TrimPrefix(key, c.Prefix()), ":{")
		name, _, _ = strings.Cut(name, ":")
		f, listed := families[name]
		if !listed || !tagged || !strings.HasSuffix(key, "}") {
			t.Errorf("%s is of no family", key)
			continue
		}
		seen[name] = true
		if got := c.Raw().Type(t.Context(), key).Val(); got != f.Type {
			t.Errorf("%s has the type %s, want %s", key, got, f.Type)
		}
		if ttl := c.Raw().PTTL(t.Context(), key).Val(); ttl <= 0 || ttl > f.TTL {
			t.Errorf("%s stays for %s, at most %s is right", key, ttl, f.TTL)
		}
		if size := c.Raw().MemoryUsage(t.Context(), key).Val(); size > int64(f.MaxBytes)+300 {
			t.Errorf("%s takes %d bytes, at most %d is right", key, size, f.MaxBytes)
		}
	}
	for name := range families {
		if !seen[name] {
			t.Errorf("nothing of family %s was written, so nothing is known of it", name)
		}
	}
}

func use(t *testing.T, c *redis.Client) {
	t.Helper()
	for _, f := range []redis.Family{redis.Products, redis.ProductLists, redis.Categories, redis.SiteMap} {
		cache := redis.NewCache[page](c, f, redis.CacheOptions{})
		get(t, cache, "k", (&record{}).load)
		get(t, cache, "odd {key}", (&record{}).load)
		_, err := cache.Get(t.Context(), "none", func(context.Context) (page, error) {
			return page{}, fault.New(fault.NotFound, "none", "None.")
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Fatal(err)
		}
	}
	redistest.WaitFor(t, "the entries to be stored", func() bool {
		return len(c.Raw().Keys(t.Context(), c.Prefix()+"lease:*").Val()) == 0
	})
	held := make(chan struct{})
	t.Cleanup(func() { close(held) })
	cache := redis.NewCache[page](c, redis.Family{Name: "products2", Type: "string", TTL: time.Minute, MaxBytes: 100}, redis.CacheOptions{})
	go func() {
		_, _ = cache.Get(context.Background(), "held", func(context.Context) (page, error) { <-held; return page{}, nil })
	}()
	redistest.WaitFor(t, "a lease", func() bool {
		return len(c.Raw().Keys(t.Context(), c.Prefix()+"lease:*").Val()) > 0
	})
	s := redis.NewSessions[string](c)
	s.Put(t.Context(), "h", "x", 1000*24*time.Hour, time.Now().Add(399*24*time.Hour))
	s.Delete(t.Context(), "gone")
	redis.NewLimiter(c, "api", 100, time.Minute).Allow(t.Context(), "ip")
	redis.NewSlidingLog(c, "login", 5, 15*time.Minute).Allow(t.Context(), "ip")
}

// TestEveryScript_touches_one_slot looks at the keys of each script that is sent.
func TestEveryScript_touches_one_slot(t *testing.T) {
	t.Parallel()
	if slotOf("foo") != 12182 || slotOf("x{foo}y") != 12182 || slotOf("123456789") != 0x31c3%16384 {
		t.Fatal("the test reckons slots wrongly")
	}
	c := alone(t)
	seen := &scriptSlots{t: t, names: make(map[string]bool)}
	c.Raw().AddHook(seen)
	use(t, c)
	reader(c).Get(t.Context(), "h")
	failing := redis.NewCache[page](c, redis.Family{Name: "products3", Type: "string", TTL: time.Minute, MaxBytes: 100}, redis.CacheOptions{})
	_, err := failing.Get(t.Context(), "odd {key}", func(context.Context) (page, error) { return page{}, errors.New("lost") })
	if err == nil {
		t.Error("there is a value")
	}
	redistest.WaitFor(t, "all scripts to be sent", func() bool {
		seen.mu.Lock()
		defer seen.mu.Unlock()
		return len(seen.names) == len(redis.ScriptNames())
	})
}

// scriptSlots is a hook of the driver.
type scriptSlots struct {
	t     *testing.T
	mu    sync.Mutex
	names map[string]bool
}

func (s *scriptSlots) look(cmd goredis.Cmder) {
	args := cmd.Args()
	if cmd.Name() != "eval" && cmd.Name() != "evalsha" {
		return
	}
	n, _ := args[2].(int)
	slots := make(map[uint16]bool)
	for _, key := range args[3 : 3+n] {
		slots[slotOf(key.(string))] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[redis.CommandName(cmd)] = true
	if len(slots) != 1 {
		s.t.Errorf("%s touches %d slots: %v", redis.CommandName(cmd), len(slots), args[3:3+n])
	}
}

func (s *scriptSlots) DialHook(next goredis.DialHook) goredis.DialHook { return next }

func (s *scriptSlots) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		s.look(cmd)
		return next(ctx, cmd)
	}
}

func (s *scriptSlots) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		for _, cmd := range cmds {
			s.look(cmd)
		}
		return next(ctx, cmds)
	}
}

// slotOf returns the slot of a key, as the cluster specification has it: CRC-16
// (XMODEM) of what is between the first braces, if anything is.
func slotOf(key string) uint16 {
	if _, rest, open := strings.Cut(key, "{"); open {
		if tag, _, closed := strings.Cut(rest, "}"); closed && tag != "" {
			key = tag
		}
	}
	var crc uint16
	for _, b := range []byte(key) {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc % 16384
}
