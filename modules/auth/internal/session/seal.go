package session

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"sync"
	"sync/atomic"
)

// The parts of a token, in bytes: 256 random bits, and the start of their
// HMAC-SHA256 (RFC 2104). That is long enough not to be hit by trying, and opens
// nothing by itself.
const (
	secretSize = 32
	markSize   = 8
)

// seal marks the shop's tokens, so that those made up by others are told apart
// without a look-up: a flood of them costs nobody but its sender. It is safe for
// concurrent use.
type seal struct {
	store Store
	macs  atomic.Pointer[sync.Pool] // of hash.Hash; nil until the key is read
}

// pool returns MACs with the shop's key, which is read at first use.
func (s *seal) pool(ctx context.Context) (*sync.Pool, error) {
	if macs := s.macs.Load(); macs != nil {
		return macs, nil
	}
	key, err := s.store.TokenKey(ctx)
	if err != nil {
		return nil, err
	}
	s.macs.CompareAndSwap(nil, &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }})
	return s.macs.Load(), nil
}

func mark(macs *sync.Pool, secret []byte) [markSize]byte {
	mac := macs.Get().(hash.Hash)
	defer macs.Put(mac)
	mac.Reset()
	mac.Write(secret)
	var sum [sha256.Size]byte
	return [markSize]byte(mac.Sum(sum[:0]))
}

// token returns a new token, which nobody can guess.
func (s *seal) token(ctx context.Context) (string, error) {
	macs, err := s.pool(ctx)
	if err != nil {
		return "", err
	}
	raw := make([]byte, secretSize, secretSize+markSize)
	_, _ = rand.Read(raw) // never fails, see crypto/rand
	m := mark(macs, raw)
	return base64.RawURLEncoding.EncodeToString(append(raw, m[:]...)), nil
}

// ours reports whether token is one that the shop gave out. It may have ended.
func (s *seal) ours(ctx context.Context, token string) (bool, error) {
	var raw [secretSize + markSize]byte
	if len(token) != base64.RawURLEncoding.EncodedLen(len(raw)) {
		return false, nil
	}
	if _, err := base64.RawURLEncoding.Strict().Decode(raw[:], []byte(token)); err != nil {
		return false, nil //nolint:nilerr // it is no token
	}
	macs, err := s.pool(ctx)
	if err != nil {
		return false, err
	}
	m := mark(macs, raw[:secretSize])
	return hmac.Equal(m[:], raw[secretSize:]), nil
}
