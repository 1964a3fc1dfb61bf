package keyspace

import (
	"context"
	"log/slog"

	"shop/platform/fault"
	"shop/platform/identity"
)

// Service shows staff the keys and purges families. All its errors may be those
// of identity.RequireStaff.
type Service struct {
	keys Keys
	log  *slog.Logger
}

// NewService returns a service that notes in log who purged what.
func NewService(keys Keys, log *slog.Logger) *Service { return &Service{keys: keys, log: log} }

// Overview is all families.
type Overview struct {
	Families []Family
	// Counted says that Keys and Bytes are known, Complete that all keys were
	// looked at.
	Counted, Complete bool
}

// Overview looks at all keys, which takes seconds where there are many. While
// Redis is away it returns the families uncounted.
func (s *Service) Overview(ctx context.Context) (Overview, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Overview{}, err
	}
	families, complete, err := s.keys.Count(ctx)
	if fault.KindOf(err) == fault.Unavailable {
		return Overview{Families: s.keys.Families()}, nil
	}
	return Overview{Families: families, Counted: true, Complete: complete}, err
}

// Read returns the families that were read as caches, uncounted and at once.
func (s *Service) Read(ctx context.Context) ([]Family, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, err
	}
	var read []Family
	for _, f := range s.keys.Families() {
		if f.Reads.Total() > 0 {
			read = append(read, f)
		}
	}
	return read, nil
}

// Purge deletes a family's keys, on all instances, and returns how many there
// were in Redis. Errors: fault.NotFound for a family that there isn't,
// fault.Unavailable when keys may be left.
func (s *Service) Purge(ctx context.Context, family string) (int64, error) {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return 0, err
	}
	n, err := s.keys.Purge(ctx, family)
	if err != nil {
		return n, err
	}
	s.log.InfoContext(ctx, "system: a family of keys was purged", "family", family, "keys", n, "by", caller.Account)
	return n, nil
}
