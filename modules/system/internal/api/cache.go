package api

import (
	"context"

	"shop/modules/system/internal/keyspace"
)

// Family is a kind of key in Redis.
type Family struct {
	Name       string `json:"name" example:"product"`
	Type       string `json:"type" doc:"Redis's type" example:"string"`
	SlotTag    string `json:"slotTag" doc:"What is between the braces of a key" example:"product's id or slug"`
	Holds      string `json:"holds" doc:"What the values are"`
	TTLSeconds int64  `json:"ttlSeconds" doc:"The longest a key stays"`
	MaxBytes   int    `json:"maxBytes" doc:"The largest value that is stored"`
	Keys       *int64 `json:"keys,omitempty" doc:"How many there are; left out while Redis is away"`
	Bytes      *int64 `json:"bytes,omitempty" doc:"About how much memory they take in Redis; left out while Redis is away"`
	Reads      *Reads `json:"reads,omitempty" doc:"Left out for families that were not read as caches"`
}

// Reads is where a cache's values came from.
type Reads struct {
	Memory  uint64  `json:"memory"`
	Redis   uint64  `json:"redis"`
	Load    uint64  `json:"load" doc:"Read from the record"`
	Stale   uint64  `json:"stale" doc:"Values from Redis that were due to be loaded anew, which was done after they were served"`
	HitRate float64 `json:"hitRate" minimum:"0" maximum:"1" doc:"The part that needed no loading"`
}

func familyOf(f keyspace.Family, counted bool) Family {
	family := Family{
		Name: f.Name, Type: f.Type, SlotTag: f.Tag, Holds: f.Holds, TTLSeconds: int64(f.TTL.Seconds()), MaxBytes: f.MaxBytes,
	}
	if counted {
		family.Keys, family.Bytes = &f.Keys, &f.Bytes
	}
	if f.Reads.Total() > 0 {
		family.Reads = &Reads{f.Reads.Memory, f.Reads.Redis, f.Reads.Load, f.Reads.Stale, f.Reads.HitRate()}
	}
	return family
}

type showOutput struct {
	Body struct {
		Families []Family `json:"families" nullable:"false"`
		Complete bool     `json:"complete" doc:"All keys were looked at; otherwise there are more than are counted"`
	}
}

func (a *API) show(ctx context.Context, _ *struct{}) (*showOutput, error) {
	overview, err := a.keys.Overview(ctx)
	if err != nil {
		return nil, err
	}
	var out showOutput
	out.Body.Families = make([]Family, len(overview.Families))
	for i, f := range overview.Families {
		out.Body.Families[i] = familyOf(f, overview.Counted)
	}
	out.Body.Complete = overview.Complete
	return &out, nil
}

type purgeInput struct {
	Family string `path:"family" maxLength:"64"`
}

type purgeOutput struct {
	Body struct {
		Removed int64 `json:"removed" doc:"How many keys there were in Redis"`
	}
}

func (a *API) purge(ctx context.Context, in *purgeInput) (*purgeOutput, error) {
	removed, err := a.keys.Purge(ctx, in.Family)
	if err != nil {
		return nil, err
	}
	var out purgeOutput
	out.Body.Removed = removed
	return &out, nil
}
