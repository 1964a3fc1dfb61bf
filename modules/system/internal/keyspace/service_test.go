package keyspace_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"shop/modules/system/internal/keyspace"
	"shop/modules/system/internal/systemtest"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

func asStaff(t *testing.T) context.Context {
	t.Helper()
	return identity.With(t.Context(), systemtest.Staff)
}

// family returns one of the list.
func family(t *testing.T, list []keyspace.Family, name string) keyspace.Family {
	t.Helper()
	for _, f := range list {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no family %q in %+v", name, list)
	return keyspace.Family{}
}

func TestService_is_for_staff_only(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	p.ReadProduct(t, 2)
	for name, tc := range map[string]struct {
		caller identity.Caller
		want   error
	}{
		"guest":   {identity.Caller{}, identity.ErrSignIn},
		"shopper": {systemtest.Shopper, identity.ErrStaffOnly},
	} {
		ctx := identity.With(t.Context(), tc.caller)
		_, overview := p.Keys.Overview(ctx)
		_, read := p.Keys.Read(ctx)
		_, purge := p.Keys.Purge(ctx, "product")
		for what, err := range map[string]error{"Overview": overview, "Read": read, "Purge": purge} {
			if !errors.Is(err, tc.want) {
				t.Errorf("%s by a %s: %v, want %v", what, name, err, tc.want)
			}
		}
	}
	if overview, err := p.Keys.Overview(asStaff(t)); err != nil || family(t, overview.Families, "product").Keys == 0 {
		t.Errorf("the products are purged, or %v", err)
	}
	if log := p.Audit.String(); log != "" {
		t.Errorf("logged: %s", log)
	}
}

func TestService_Overview_counts_every_family(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	p.ReadProduct(t, 2)
	overview, err := p.Keys.Overview(asStaff(t))
	if err != nil || !overview.Counted || !overview.Complete || len(overview.Families) != len(redis.Families()) {
		t.Fatalf("%+v, %v", overview, err)
	}
	products := family(t, overview.Families, "product")
	if products.Keys != 1 || products.Bytes < 10 || products.Type != "string" || products.TTL != redis.Products.TTL || products.MaxBytes != redis.Products.MaxBytes || products.Tag == "" || products.Holds == "" {
		t.Errorf("products = %+v", products)
	}
	if r := products.Reads; r.Load != 1 || r.Memory != 1 || r.Total() != 2 || r.HitRate() != 0.5 {
		t.Errorf("reads = %+v", r)
	}
	if s := family(t, overview.Families, "session"); s.Keys != 0 || s.Reads.Total() != 0 || s.Reads.HitRate() != 0 {
		t.Errorf("sessions = %+v", s)
	}
	read, err := p.Keys.Read(asStaff(t))
	if err != nil || len(read) != 1 || read[0].Name != "product" || read[0].Reads != products.Reads {
		t.Errorf("read are %+v, %v", read, err)
	}
}

func TestService_Purge(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	p.ReadProduct(t, 2)
	if n, err := p.Keys.Purge(asStaff(t), "product"); n != 1 || err != nil {
		t.Errorf("%d keys, %v; want 1", n, err)
	}
	overview, err := p.Keys.Overview(asStaff(t))
	if err != nil || family(t, overview.Families, "product").Keys != 0 {
		t.Errorf("something is left, or %v", err)
	}
	if _, err := p.Keys.Purge(asStaff(t), "*"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a family that there isn't: %v, want not found", err)
	}
	if log := p.Audit.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, `"family":"product","keys":1,"by":"staff-1"`) {
		t.Errorf("logged: %s", log)
	}
}

func TestService_while_Redis_is_away_shows_families_uncounted_and_purges_nothing(t *testing.T) {
	t.Parallel()
	p := systemtest.Over(t, mongotest.New(t), redistest.Away(t))
	overview, err := p.Keys.Overview(asStaff(t))
	if err != nil || overview.Counted || overview.Complete || len(overview.Families) != len(redis.Families()) {
		t.Errorf("%+v, %v", overview, err)
	}
	if _, err := p.Keys.Purge(asStaff(t), "product"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("purging: %v, want unavailable", err)
	}
	if log := p.Audit.String(); log != "" {
		t.Errorf("logged: %s", log)
	}
}

func TestReads_HitRate(t *testing.T) {
	t.Parallel()
	for want, r := range map[float64]keyspace.Reads{
		0: {}, 0.75: {Memory: 2, Redis: 1, Load: 1}, 0.5: {Memory: 1, Stale: 1, Load: 2}, 1: {Redis: 7, Stale: 2},
	} {
		if got := r.HitRate(); got != want {
			t.Errorf("%+v: %v, want %v", r, got, want)
		}
	}
}
