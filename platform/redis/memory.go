package redis

import (
	"context"

	"github.com/maypok86/otter/v2"
)

// memory is what is used here of an [otter.Cache]. It is an interface because
// the compiler writes the functions of a generic type anew into each package
// that uses a struct which holds one, and otter has hundreds.
type memory[K comparable, V any] interface {
	GetIfPresent(key K) (V, bool)
	Get(ctx context.Context, key K, loader otter.Loader[K, V]) (V, error)
	Set(key K, value V) (V, bool)
	SetIfAbsent(key K, value V) (V, bool)
	Compute(key K, remap func(old V, found bool) (V, otter.ComputeOp)) (V, bool)
	ComputeIfPresent(key K, remap func(old V) (V, otter.ComputeOp)) (V, bool)
	Invalidate(key K) (V, bool)
	InvalidateAll()
	StopAllGoroutines() bool
}
