package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Sizes in bytes, as RFC 9106 recommends.
const (
	saltSize = 16
	keySize  = 32
)

// Params is the cost of one hash.
type Params struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// affordable keeps a damaged record from asking for gigabytes.
func (p Params) affordable() bool {
	return p.MemoryKiB >= 8 && p.MemoryKiB <= 1<<20 && p.Passes >= 1 && p.Passes <= 64 && p.Lanes >= 1
}

// hash is a PHC string taken apart.
type hash struct {
	Params
	salt, key []byte
}

// String returns h as "$argon2id$v=19$m=19456,t=2,p=1$salt$key".
func (h hash) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.MemoryKiB, h.Passes, h.Lanes,
		base64.RawStdEncoding.EncodeToString(h.salt), base64.RawStdEncoding.EncodeToString(h.key))
}

// errNoHash never repeats what it was given.
var errNoHash = errors.New("password: the stored hash is not an Argon2id PHC string")

func parse(encoded string) (hash, error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return hash{}, errNoHash
	}
	var h hash
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.MemoryKiB, &h.Passes, &h.Lanes); err != nil || !h.affordable() {
		return hash{}, errNoHash
	}
	var errSalt, errKey error
	h.salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, errKey = base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errKey != nil || len(h.key) != keySize {
		return hash{}, errNoHash
	}
	return h, nil
}
