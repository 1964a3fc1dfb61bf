package redis

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
)

func TestFamilies_are_complete_and_bounded(t *testing.T) {
	var names []string
	for _, f := range Families() {
		if f.TTL <= 0 || f.MaxBytes <= 0 || f.ID == "" || f.Holds == "" {
			t.Errorf("%+v lacks something", f)
		}
		if !slices.Contains([]string{"string", "hash", "zset"}, f.Type) {
			t.Errorf("family %s has the type %q", f.Name, f.Type)
		}
		if slices.Contains(names, f.Name) {
			t.Errorf("two families are called %q", f.Name)
		}
		names = append(names, f.Name)
	}
}

func TestFamily_leaseKey_is_in_the_slot_of_the_entry(t *testing.T) {
	tag := func(key string) string {
		_, rest, _ := strings.Cut(key, "{")
		inside, _, _ := strings.Cut(rest, "}")
		return inside
	}
	for _, id := range []string{"p1", "a:b", canonicalID("}{"), canonicalID("")} {
		entry, lease := Products.key("shop:", id), Products.leaseKey("shop:", id)
		if tag(entry) != id || tag(lease) != id || entry == lease {
			t.Errorf("%s and %s have the slot tags %q and %q", entry, lease, tag(entry), tag(lease))
		}
		if lease == ProductLists.leaseKey("shop:", id) {
			t.Errorf("two families share the lease %s", lease)
		}
	}
}

func TestCanonicalID_keeps_plain_ids_and_hashes_others(t *testing.T) {
	for id, plain := range map[string]bool{
		"p1": true, "category=shoes&page=2&sort=-price": true, "a:b/c|d": true, strings.Repeat("x", 120): true,
		"": false, strings.Repeat("x", 121): false, "{a}": false, "a b": false, "a\n": false, "ä": false, "#a": false, "\x00": false,
	} {
		got := canonicalID(id)
		if (got == id) != plain {
			t.Errorf("canonicalID(%q) = %q", id, got)
		}
	}
}

func FuzzCanonicalID(f *testing.F) {
	f.Add("p1", "p2")
	f.Add("{", "}")
	f.Add("#x", "")
	f.Add(strings.Repeat("x", 200), strings.Repeat("x", 201))
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := canonicalID(a), canonicalID(b)
		if (x == y) != (a == b) {
			t.Fatalf("%q and %q become %q and %q", a, b, x, y)
		}
		if len(x) == 0 || len(x) > maxPlainID || strings.ContainsAny(x, "{} \r\n\x00") {
			t.Fatalf("%q becomes %q", a, x)
		}
		if canonicalID(x) != x && !strings.HasPrefix(x, "#") {
			t.Fatalf("%q is not canonical", x)
		}
	})
}

func TestChannels_are_in_one_slot_of_a_cluster(t *testing.T) {
	for _, url := range []string{"redis+cluster://h?prefix=a:", "redis://h?prefix=a:"} {
		c, err := New(url, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range c.bus.channels() {
			if sharded := strings.HasPrefix(name, "a:"+channelTag); sharded != c.bus.sharded || !strings.HasPrefix(name, "a:") {
				t.Errorf("%s: there is a channel %s", url, name)
			}
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
