package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"shop/platform/fault"
)

// Recommended is OWASP's choice for Argon2id: 19 MiB, two passes, one lane.
var Recommended = Params{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1}

// errBusy is returned when a hash's turn did not come in time.
var errBusy = fault.New(fault.Unavailable, "sign-in-busy",
	"Too many people are signing in right now. Please try again in a moment.")

// Hasher computes and checks password hashes. It is safe for concurrent use.
type Hasher struct {
	params Params
	slots  chan struct{}
	// decoy is compared with where there is no hash, to take the same time.
	decoy hash
}

// NewHasher returns a hasher that makes hashes of cost p, at most slots of them
// at a time: one per CPU.
func NewHasher(p Params, slots int) *Hasher {
	h := &Hasher{params: p, slots: make(chan struct{}, max(slots, 1))}
	h.decoy = hash{Params: p, salt: make([]byte, saltSize), key: make([]byte, keySize)}
	return h
}

// Hash returns the PHC string of password under a new salt. It waits for a
// slot. Errors: fault.Unavailable when ctx ends first.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails
	key, err := h.derive(ctx, password, salt, h.params)
	if err != nil {
		return "", err
	}
	return hash{Params: h.params, salt: salt, key: key}.String(), nil
}

// Verify reports whether password is the one that encoded was made of, and
// whether encoded should be made anew because the parameters changed. An empty
// encoded matches nothing, after the same work. Errors: fault.Unavailable when
// ctx ends before a slot is free; any other for an encoded that is no hash.
func (h *Hasher) Verify(ctx context.Context, password, encoded string) (match, outdated bool, err error) {
	want := h.decoy
	if encoded != "" {
		if want, err = parse(encoded); err != nil {
			return false, false, err
		}
	}
	got, err := h.derive(ctx, password, want.salt, want.Params)
	if err != nil {
		return false, false, err
	}
	match = subtle.ConstantTimeCompare(got, want.key) == 1 && encoded != ""
	return match, match && want.Params != h.params, nil
}

func (h *Hasher) derive(ctx context.Context, password string, salt []byte, p Params) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, errBusy.Because(fmt.Errorf("waiting for a slot: %w", ctx.Err()))
	}
	// Keyboards differ in how they send é; NFKC makes one password of both.
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, p.Passes, p.MemoryKiB, p.Lanes, keySize), nil
}
