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
		Name: f.Name, Type: f.Type, Tag: f.Tag, Holds: f.Holds, TTL: views.Lasted(f.TTL), MaxSize: views.Bytes(int64(f.MaxBytes)),
	}
	if known {
		family.Keys, family.Size = views.Grouped(f.Keys), views.Bytes(f.Bytes)
	}
	if f.Reads.Total() > 0 {
		reads := readsOf(f.Reads)
		family.Reads = &reads
	}
	return family
}

func readsOf(r keyspace.Reads) views.Reads {
	return views.Reads{
		Memory: views.Grouped(r.Memory), Redis: views.Grouped(r.Redis), Load: views.Grouped(r.Load), Stale: views.Grouped(r.Stale),
		HitRate: views.Percent(r.HitRate()),
	}
}

func (p *Pages) purge(c echo.Context) error {
	family := c.Param("family")
	removed, err := p.keys.Purge(c.Request().Context(), family)
	return done(c, err, family+" is purged: "+views.Counted(removed, "key is", "keys are")+" gone.", href.AdminCache())
}
