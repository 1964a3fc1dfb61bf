package redis

import (
	"bytes"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/s2"
	"pgregory.net/rapid"
)

func drawEntry(t *rapid.T) entry {
	now := time.UnixMilli(rapid.Int64Range(0, math.MaxInt32*1000).Draw(t, "now"))
	return entry{
		missing:    rapid.Bool().Draw(t, "missing"),
		packed:     rapid.Bool().Draw(t, "packed"),
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
		if err != nil || got.missing != want.missing || got.packed != want.packed || got.shape != want.shape || got.generation != want.generation ||
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
	for _, format := range []byte{entryFormat - 1, entryFormat + 1} {
		raw[0] = format
		if _, err := decodeEntry(raw); !errors.Is(err, errOldFormat) {
			t.Errorf("format %d: %v", format, err)
		}
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

func TestEntry_packs_what_is_large_and_unpacks_the_same(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "payload"), rapid.IntRange(1, 1000).Draw(t, "times"))
		e := entry{payload: want}
		e.pack()
		if e.packed != (len(e.payload) < len(want)) || e.packed && len(want) < packFrom {
			t.Fatalf("%d bytes are stored as %d, packed: %v", len(want), len(e.payload), e.packed)
		}
		got, err := e.unpack(len(want))
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("unpacked differently, %v", err)
		}
		if _, err := e.unpack(len(want) - 1); !errors.Is(err, errCorrupt) {
			t.Fatalf("more than the limit was unpacked: %v", err)
		}
	})
}

func TestEntry_can_not_be_a_bomb(t *testing.T) {
	bomb := s2.Encode(nil, make([]byte, 64<<20))
	e := entry{payload: bomb, packed: true}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := e.unpack(1 << 20); !errors.Is(err, errCorrupt) {
		t.Errorf("%d bytes became 64 MiB: %v", len(bomb), err)
	}
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 16<<20 {
		t.Errorf("refusing it took %d bytes", after.TotalAlloc-before.TotalAlloc)
	}
	e.payload = bomb[:len(bomb)/2]
	if _, err := e.unpack(64 << 20); !errors.Is(err, errCorrupt) {
		t.Errorf("half of it passes: %v", err)
	}
}

func FuzzDecodeEntry(f *testing.F) {
	large := entry{generation: strings.Repeat("a", generationSize), payload: bytes.Repeat([]byte(`{"a":1}`), packFrom)}
	large.pack()
	f.Add(entry{generation: strings.Repeat("a", generationSize), payload: []byte(`{}`)}.encode())
	f.Add(entry{missing: true}.encode())
	f.Add(large.encode())
	f.Add([]byte{})
	f.Add([]byte{entryFormat})
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := decodeEntry(raw)
		if err != nil {
			return
		}
		if !slices.Equal(e.encode(), raw) {
			t.Fatalf("%x is read as %+v", raw, e)
		}
		const limit = 1 << 20
		if payload, err := e.unpack(limit); err == nil && len(payload) > limit {
			t.Fatalf("%d bytes became %d", len(raw), len(payload))
		}
	})
}

// FuzzUnpack gets past the checksum.
func FuzzUnpack(f *testing.F) {
	f.Add(s2.Encode(nil, bytes.Repeat([]byte(`{"a":1}`), 100)), 700)
	f.Add(s2.Encode(nil, bytes.Repeat([]byte(`{"a":1}`), 100)), 699)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, 1<<20)
	f.Fuzz(func(t *testing.T, payload []byte, limit int) {
		limit = min(max(limit, 0), 1<<20)
		got, err := entry{payload: payload, packed: true}.unpack(limit)
		if err == nil && len(got) > limit {
			t.Fatalf("%d bytes became %d, at most %d are right", len(payload), len(got), limit)
		}
	})
}
