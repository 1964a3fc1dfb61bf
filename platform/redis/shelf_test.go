package redis_test

import (
	"strings"
	"testing"
	"time"

	"shop/platform/redis"
)

func TestShelf_a_lease_that_is_asked_for_again_after_a_lost_reply_is_got(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		for range 2 {
			if !redis.TakeLease(t.Context(), c, redis.Products, "k", "token", nil) {
				t.Error("who has the lease is refused")
			}
		}
		if redis.TakeLease(t.Context(), c, redis.Products, "k", "another", nil) {
			t.Error("a second one got the lease")
		}
	})
}

func TestShelf_a_lease_is_for_the_entry_that_was_found(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		found, newer := strings.Repeat("old", 20), strings.Repeat("new", 20)
		c.Raw().Set(t.Context(), c.Key(redis.Products, "k"), newer, time.Minute)
		if redis.TakeLease(t.Context(), c, redis.Products, "k", "token", []byte(found)) {
			t.Error("got the lease to replace what somebody else has replaced")
		}
		if !redis.TakeLease(t.Context(), c, redis.Products, "k", "token", []byte(newer)) {
			t.Error("could not replace what was found")
		}
		c.Raw().Del(t.Context(), c.Key(redis.Products, "gone"))
		if !redis.TakeLease(t.Context(), c, redis.Products, "gone", "token", []byte(found)) {
			t.Error("could not replace what is gone")
		}
	})
}
