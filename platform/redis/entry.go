package redis

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"time"

	"github.com/klauspost/compress/s2"
)

// entry is a cached value as it is stored. Its header, integers big-endian:
//
//	 0  1  format
//	 1  1  flags
//	 2  8  shape of the value's type
//	10 16  generation of its family
//	26  8  stored at, milliseconds since 1970
//	34  4  how long loading took, milliseconds
//	38  8  stale at, milliseconds since 1970
//	46  4  CRC-32 of all the rest
//
// The value's JSON follows, packed (an S2 block) if it is large.
type entry struct {
	missing    bool // the value is the error that there is none
	packed     bool
	shape      uint64
	generation string
	storedAt   time.Time
	cost       time.Duration
	staleAt    time.Time
	payload    []byte // JSON, or that packed
}

const (
	// entryFormat changes with what follows it. Format 1 knew no packing.
	entryFormat    = 2
	flagMissing    = 1 << 0
	flagPacked     = 1 << 1
	generationAt   = 10
	generationSize = 16
	checksumAt     = 46
	headerSize     = 50

	// packFrom is how many bytes of JSON are worth packing.
	packFrom = 4 << 10
	// maxUnpacked is how many times a family's size cap JSON may take. What is
	// stored can't make a reader allocate more.
	maxUnpacked = 8
)

// Why an entry can't be used.
var (
	errCorrupt   = errors.New("redis: an entry is corrupt")
	errOldFormat = errors.New("redis: an entry has another format")
	errOldShape  = errors.New("redis: an entry has another shape")
)

// encode returns e as it is stored. The generation has [generationSize] bytes.
func (e entry) encode() []byte {
	b := make([]byte, headerSize, headerSize+len(e.payload))
	b[0] = entryFormat
	if e.missing {
		b[1] |= flagMissing
	}
	if e.packed {
		b[1] |= flagPacked
	}
	binary.BigEndian.PutUint64(b[2:], e.shape)
	copy(b[generationAt:generationAt+generationSize], e.generation)
	binary.BigEndian.PutUint64(b[26:], uint64(e.storedAt.UnixMilli()))
	binary.BigEndian.PutUint32(b[34:], uint32(min(e.cost.Milliseconds(), math.MaxUint32)))
	binary.BigEndian.PutUint64(b[38:], uint64(e.staleAt.UnixMilli()))
	b = append(b, e.payload...)
	binary.BigEndian.PutUint32(b[checksumAt:], checksum(b))
	return b
}

// decodeEntry reads what encode wrote. Errors: [errOldFormat], [errCorrupt].
func decodeEntry(b []byte) (entry, error) {
	if len(b) > 0 && b[0] != entryFormat {
		return entry{}, errOldFormat
	}
	if len(b) < headerSize || b[1]&^(flagMissing|flagPacked) != 0 || binary.BigEndian.Uint32(b[checksumAt:]) != checksum(b) {
		return entry{}, errCorrupt
	}
	return entry{
		missing:    b[1]&flagMissing != 0,
		packed:     b[1]&flagPacked != 0,
		shape:      binary.BigEndian.Uint64(b[2:]),
		generation: string(b[generationAt : generationAt+generationSize]),
		storedAt:   time.UnixMilli(int64(binary.BigEndian.Uint64(b[26:]))),
		cost:       time.Duration(binary.BigEndian.Uint32(b[34:])) * time.Millisecond,
		staleAt:    time.UnixMilli(int64(binary.BigEndian.Uint64(b[38:]))),
		payload:    b[headerSize:],
	}, nil
}

func checksum(b []byte) uint32 {
	sum := crc32.ChecksumIEEE(b[:checksumAt])
	return crc32.Update(sum, crc32.IEEETable, b[headerSize:])
}

// pack makes the payload smaller where that is worth it.
func (e *entry) pack() {
	if len(e.payload) < packFrom {
		return
	}
	if small := s2.Encode(nil, e.payload); len(small) < len(e.payload) {
		e.payload, e.packed = small, true
	}
}

// unpack returns the payload as JSON, which may have limit bytes. Errors:
// [errCorrupt], before anything is allocated.
func (e entry) unpack(limit int) ([]byte, error) {
	if !e.packed {
		if len(e.payload) > limit {
			return nil, errCorrupt
		}
		return e.payload, nil
	}
	if size, err := s2.DecodedLen(e.payload); err != nil || size > limit {
		return nil, errCorrupt
	}
	b, err := s2.Decode(nil, e.payload)
	if err != nil {
		return nil, errCorrupt
	}
	return b, nil
}

// due reports whether the value should be loaded anew: always once it is stale,
// and before that with a likelihood that grows as the time nears and with what
// loading costs, so that not all readers notice at once (XFetch, Vattani et
// al. 2015).
func (e entry) due(now time.Time) bool {
	early := time.Duration(float64(e.cost) * -math.Log(1-rand.Float64()))
	return !now.Add(early).Before(e.staleAt)
}
