package pages

import (
	"github.com/labstack/echo/v4"

	"shop/modules/system/internal/keyspace"
	"shop/views/href"
	views "shop/views/system"
)

func (p *Pages) cache(c echo.Context) error {
	overview, err := p.keys.Overview(c.Request().Context())
	if err != nil {
		return err
	}
	view := views.CacheView{Away: !overview.Counted, Partial: overview.Counted && !overview.Complete}
	for _, f := range overview.Families {
		view.Families = append(view.Families, familyOf(f, overview.Counted))
	}
	return show(c, "What Redis holds", views.KeySpace(view))
}

func familyOf(f keyspace.Family, known bool) views.Family {
	family := views.Family{
		Name: f.Name, Type: f.Type, Tag: f.Tag, Holds: f.Holds, TTL: lasted(f.TTL), MaxSize: bytes(int64(f.MaxBytes)),
	}
	if known {
		family.Keys, family.Size = grouped(f.Keys), bytes(f.Bytes)
	}
	if f.Reads.Total() > 0 {
		reads := readsOf(f.Reads)
		family.Reads = &reads
	}
	return family
}

func readsOf(r keyspace.Reads) views.Reads {
	return views.Reads{
		Memory: grouped(r.Memory), Redis: grouped(r.Redis), Load: grouped(r.Load), Stale: grouped(r.Stale),
		HitRate: percent(r.HitRate()),
	}
}

func (p *Pages) purge(c echo.Context) error {
	family := c.Param("family")
	removed, err := p.keys.Purge(c.Request().Context(), family)
	return done(c, err, family+" is purged: "+counted(removed, "key is", "keys are")+" gone.", href.AdminCache())
}
