package redis

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func drawEntry(t *rapid.T) entry {
	now := time.UnixMilli(rapid.Int64Range(0, math.MaxInt32*1000).Draw(t, "now"))
	return entry{
		missing:    rapid.Bool().Draw(t, "missing"),
		shape:      rapid.Uint64().Draw(t, "shape"),
		generation: strings.Repeat(rapid.StringMatching(`[a-z2-7]`).Draw(t, "letter"), generationSize),
		storedAt:   now,
		cost:       time.Duration(rapid.IntRange(0, 60_000).Draw(t, "cost")) * time.Millisecond,
		staleAt:    now.Add(time.Duration(rapid.IntRange(0, 3_600_000).Draw(t, "fresh")) * time.Millisecond),
		payload:    rapid.SliceOf(rapid.Byte()).Draw(t, "payload"),
	}
}

func TestEntry_is_read_as_it_was_written(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawEntry(t)
		got, err := decodeEntry(want.encode())
		if err != nil || got.missing != want.missing || got.shape != want.shape || got.generation != want.generation ||
			!got.storedAt.Equal(want.storedAt) || got.cost != want.cost || !got.staleAt.Equal(want.staleAt) ||
			!slices.Equal(got.payload, want.payload) {
			t.Fatalf("%+v is read as %+v, %v", want, got, err)
		}
	})
}

func TestEntry_notices_any_damage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := drawEntry(t).encode()
		damaged := slices.Clone(raw)
		if rapid.Bool().Draw(t, "cut") {
			damaged = damaged[:rapid.IntRange(0, len(raw)-1).Draw(t, "length")]
		} else {
			bit := rapid.IntRange(0, len(raw)*8-1).Draw(t, "bit")
			damaged[bit/8] ^= 1 << (bit % 8)
		}
		if _, err := decodeEntry(damaged); err == nil {
			t.Fatalf("%x passes for %x", damaged, raw)
		}
	})
}

func TestEntry_tells_another_format_from_damage(t *testing.T) {
	raw := entry{}.encode()
	raw[0] = entryFormat + 1
	if _, err := decodeEntry(raw); !errors.Is(err, errOldFormat) {
		t.Errorf("another format: %v", err)
	}
	if _, err := decodeEntry([]byte(`{"json":1}`)); !errors.Is(err, errOldFormat) {
		t.Errorf("plain JSON: %v", err)
	}
	if _, err := decodeEntry(nil); !errors.Is(err, errCorrupt) {
		t.Errorf("nothing: %v", err)
	}
}

func TestEntry_is_due(t *testing.T) {
	now := time.Now()
	share := func(e entry, at time.Time) float64 {
		due := 0
		for range 2000 {
			if e.due(at) {
				due++
			}
		}
		return float64(due) / 2000
	}
	cheap := entry{cost: 0, staleAt: now}
	if share(cheap, now.Add(-time.Millisecond)) != 0 || share(cheap, now) != 1 {
		t.Error("an entry that costs nothing is due exactly when it is stale")
	}
	dear := entry{cost: time.Second, staleAt: now}
	// The likelihood is exp(-time left / cost).
	if got := share(dear, now.Add(-time.Second)); got < 0.3 || got > 0.44 {
		t.Errorf("one cost before it is stale an entry is due in %.2f of cases, want 0.37", got)
	}
	if got := share(dear, now.Add(-20*time.Second)); got != 0 {
		t.Errorf("long before it is stale an entry is due in %.2f of cases", got)
	}
}

func FuzzDecodeEntry(f *testing.F) {
	f.Add(entry{generation: strings.Repeat("a", generationSize), payload: []byte(`{}`)}.encode())
	f.Add(entry{missing: true}.encode())
	f.Add([]byte{})
	f.Add([]byte{entryFormat})
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := decodeEntry(raw)
		if err == nil && !slices.Equal(e.encode(), raw) {
			t.Fatalf("%x is read as %+v", raw, e)
		}
	})
}
