package order

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"
)

// alphabet has no characters that look alike (0 O, 1 I L, 2 Z, 5 S, 8 B) and no
// U, so that numbers can be read out and never spell much.
const alphabet = "34679ACDEFGHJKMNPQRTVWXY"

// numberLength gives 24^8, about 10^11 numbers: random ones tell nobody how
// much a shop sells, and the few that collide are drawn again.
const numberLength = 8

// NewNumber returns a random order number for people, such as "K7QF3M9T".
func NewNumber() string {
	var b strings.Builder
	for b.Len() < numberLength {
		var raw [1]byte
		_, _ = rand.Read(raw[:]) // never fails, see crypto/rand
		if i := int(raw[0]) & 31; i < len(alphabet) {
			b.WriteByte(alphabet[i])
		}
	}
	return b.String()
}

// InsertNumbered stores a new order, see [Store.Insert], under the first number
// drawn that no other order has. Errors: those of Insert but [ErrNumberTaken].
func InsertNumbered(ctx context.Context, store Store, o Order, draw func() string, hold, lease time.Duration) (Order, error) {
	for {
		o.Number = draw()
		stored, err := store.Insert(ctx, o, hold, lease)
		if !errors.Is(err, ErrNumberTaken) {
			return stored, err
		}
	}
}

// CanonicalNumber returns a number as typed in the form it is stored in.
func CanonicalNumber(typed string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(typed))
}
