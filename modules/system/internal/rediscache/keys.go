package rediscache

import (
	"context"

	"shop/modules/system/internal/keyspace"
	"shop/platform/redis"
)

// Keys implements [keyspace.Keys].
type Keys struct{ client *redis.Client }

// NewKeys returns the keys of the client's server.
func NewKeys(client *redis.Client) *Keys { return &Keys{client} }

// Families implements [keyspace.Keys].
func (k *Keys) Families() []keyspace.Family {
	families, _ := familiesOf(k.client.Reads())
	return families
}

// Count implements [keyspace.Keys].
func (k *Keys) Count(ctx context.Context) (families []keyspace.Family, complete bool, err error) {
	stats, err := k.client.Overview(ctx)
	if err != nil {
		return nil, false, err
	}
	families, complete = familiesOf(stats)
	return families, complete, nil
}

func familiesOf(stats []redis.FamilyStats) (families []keyspace.Family, complete bool) {
	complete = true
	families = make([]keyspace.Family, len(stats))
	for i, s := range stats {
		families[i] = keyspace.Family{
			Name: s.Name, Type: s.Type, Tag: s.ID, Holds: s.Holds, TTL: s.TTL, MaxBytes: s.MaxBytes,
			Keys: s.Keys, Bytes: s.Bytes,
			Reads: keyspace.Reads{Memory: s.Memory, Redis: s.Redis, Load: s.Load, Stale: s.Stale},
		}
		complete = complete && !s.Partial
	}
	return families, complete
}

// Purge implements [keyspace.Keys].
func (k *Keys) Purge(ctx context.Context, family string) (int64, error) {
	return k.client.Purge(ctx, family)
}
