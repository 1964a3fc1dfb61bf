package order

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"

	"shop/platform/identity"
)

// HashToken returns the form in which a guest's order token is stored.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// OwnedBy reports whether the caller placed the order: with its account, or as
// a guest who shows the token.
func (o *Order) OwnedBy(c identity.Caller, token string) bool {
	if o.Account != "" && o.Account == c.Account {
		return true
	}
	return token != "" && o.TokenHash != "" &&
		subtle.ConstantTimeCompare([]byte(o.TokenHash), []byte(HashToken(token))) == 1
}

// Owned returns the order if the context's caller may see it as its shopper;
// staff may. To everybody else it doesn't exist. Errors: [ErrNotFound].
func (s *Service) Owned(ctx context.Context, number, token string) (Order, error) {
	o, err := s.store.ByNumber(ctx, CanonicalNumber(number))
	if err != nil {
		return Order{}, err
	}
	if c := identity.From(ctx); !o.OwnedBy(c, token) && !c.IsStaff() {
		return Order{}, ErrNotFound
	}
	return o, nil
}

// Keyring is the tokens of a guest's orders, as one cookie keeps them: the
// newest order first, at most keyringSize.
type Keyring string

const keyringSize = 8

// KeyringCookie is the name of that cookie.
const KeyringCookie = "orders"

// With returns the ring with one more key.
func (k Keyring) With(number, token string) Keyring {
	keys := []string{number + "." + token}
	for _, key := range k.keys() {
		if n, _, _ := strings.Cut(key, "."); n != number && len(keys) < keyringSize {
			keys = append(keys, key)
		}
	}
	return Keyring(strings.Join(keys, "~"))
}

// Token returns the order's token, "" where the ring has none.
func (k Keyring) Token(number string) string {
	for _, key := range k.keys() {
		if n, token, _ := strings.Cut(key, "."); n == CanonicalNumber(number) {
			return token
		}
	}
	return ""
}

// Newest returns the number of the newest order, "" where there is none.
func (k Keyring) Newest() string {
	number, _, _ := strings.Cut(string(k), ".")
	return number
}

func (k Keyring) keys() []string {
	if k == "" {
		return nil
	}
	return strings.Split(string(k), "~")
}
