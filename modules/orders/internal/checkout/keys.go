package checkout

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"sync"

	"shop/modules/orders"
)

// KeyStore keeps the shop's secret key.
type KeyStore interface {
	// ServerKey returns the key; the first call ever, by any instance, makes
	// it.
	ServerKey(ctx context.Context) ([]byte, error)
}

// Keys derives from the server's key what must be the same each time and
// reveal nothing: the ids of orders and the tokens of their guests.
type Keys struct {
	store KeyStore
	mu    sync.Mutex
	key   []byte
}

// NewKeys returns keys derived from the one in the store, read at first use.
func NewKeys(store KeyStore) *Keys { return &Keys{store: store} }

func (k *Keys) server(ctx context.Context) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key == nil {
		key, err := k.store.ServerKey(ctx)
		if err != nil {
			return nil, err
		}
		k.key = key
	}
	return k.key, nil
}

// derive returns the keyed hash of the parts, each of which is delimited by its
// length.
func (k *Keys) derive(ctx context.Context, parts ...string) (string, error) {
	key, err := k.server(ctx)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p))
		mac.Write(sum[:])
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// OrderIDs returns the ids of the orders that the idempotency key stands for,
// one per cart.
func (k *Keys) OrderIDs(ctx context.Context, carts []string, key string) ([]orders.OrderID, error) {
	ids := make([]orders.OrderID, len(carts))
	for i, cart := range carts {
		id, err := k.derive(ctx, "order", cart, key)
		if err != nil {
			return nil, err
		}
		ids[i] = orders.OrderID(id)
	}
	return ids, nil
}

// OrderToken returns the token by which a guest opens the order.
func (k *Keys) OrderToken(ctx context.Context, id orders.OrderID) (string, error) {
	return k.derive(ctx, "order-token", string(id))
}
