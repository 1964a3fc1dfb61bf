package health_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"shop/modules/system/internal/health"
	"shop/modules/system/internal/mongostore"
	"shop/modules/system/internal/rediscache"
	"shop/modules/system/internal/systemtest"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

func asStaff(t *testing.T) context.Context {
	t.Helper()
	return identity.With(t.Context(), systemtest.Staff)
}

// eventually reports until the parts are in these states.
func eventually(t *testing.T, s *health.Service, want ...health.State) []health.Condition {
	t.Helper()
	var parts []health.Condition
	redistest.WaitFor(t, "the states", func() bool {
		report, err := s.Report(asStaff(t))
		if err != nil || len(report.Parts) != len(want) {
			t.Fatalf("%+v, %v", report, err)
		}
		parts = report.Parts
		for i, state := range want {
			if parts[i].State != state {
				return false
			}
		}
		return true
	})
	return parts
}

func TestService_Report_tells_how_the_parts_are_and_since_when(t *testing.T) {
	t.Parallel()
	proxy, server := mongotest.NewProxy(t), redistest.Server(t)
	db := mongotest.Connect(t, proxy.URL(), mongotest.NewName())
	if err := mongo.Setup(t.Context(), db, nil, nil); err != nil {
		t.Fatal(err)
	}
	program := health.Program{Version: "v1.2.3", StartedAt: time.Now()}
	s := health.NewService(program, mongostore.NewServer(db), rediscache.NewServer(server.Client(t)))
	if report, err := s.Report(asStaff(t)); err != nil || report.Program != program {
		t.Errorf("program = %+v, %v", report.Program, err)
	}
	parts := eventually(t, s, health.Up, health.Up)
	for _, p := range parts {
		if p.Name == "" || p.Since.IsZero() || time.Since(p.Since) > time.Hour || len(p.Facts) == 0 {
			t.Errorf("part = %+v", p)
		}
	}
	server.Kill()
	parts = eventually(t, s, health.Up, health.Away)
	if !parts[1].Since.After(parts[0].Since) {
		t.Errorf("away since %v, the other up since %v", parts[1].Since, parts[0].Since)
	}
	proxy.Cut()
	eventually(t, s, health.Away, health.Away)
	proxy.Restore(t)
	server.Restart(t)
	eventually(t, s, health.Up, health.Up)
}

// A database that hangs keeps its connections: the driver takes its time to
// find out, an operator who looks doesn't.
func TestService_Report_of_a_database_that_hangs_comes_soon_and_says_away(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	db := mongotest.Connect(t, proxy.URL(), mongotest.NewName())
	s := health.NewService(health.Program{}, mongostore.NewServer(db))
	eventually(t, s, health.Up)
	proxy.Stall()
	defer proxy.Restore(t)
	started := time.Now()
	report, err := s.Report(asStaff(t))
	if err != nil || report.Parts[0].State != health.Away || len(report.Parts[0].Facts) != 0 {
		t.Errorf("%+v, %v; want away", report.Parts, err)
	}
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestService_Report_is_for_staff_only(t *testing.T) {
	t.Parallel()
	s := health.NewService(health.Program{})
	if _, err := s.Report(t.Context()); !errors.Is(err, identity.ErrSignIn) {
		t.Errorf("for a guest: %v", err)
	}
	if _, err := s.Report(identity.With(t.Context(), systemtest.Shopper)); !errors.Is(err, identity.ErrStaffOnly) {
		t.Errorf("for a shopper: %v", err)
	}
}
