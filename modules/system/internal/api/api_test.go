package api_test

import (
	"net/http"
	"testing"

	"shop/modules/system/internal/api"
	"shop/modules/system/internal/systemtest"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

// listBody is what the list answers.
type listBody struct {
	DeadLetters             []api.DeadLetter
	Page, TotalPages, Total int
}

// cacheBody is what the cache's overview answers.
type cacheBody struct {
	Families []api.Family
	Complete bool
}

// family returns one of the answer's.
func (b cacheBody) family(t *testing.T, name string) api.Family {
	t.Helper()
	for _, f := range b.Families {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no family %q", name)
	return api.Family{}
}

func TestOperations_are_for_staff(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	id := p.Bury(t, "parcel-1", "lost")
	guest, shopper := p.Client(t), p.SignedIn(t, systemtest.Shopper)
	for _, op := range []struct{ method, path string }{
		{http.MethodGet, "/api/admin/system/dead-letters"},
		{http.MethodPost, "/api/admin/system/dead-letters/" + id + "/retry"},
		{http.MethodDelete, "/api/admin/system/dead-letters/" + id},
		{http.MethodGet, "/api/admin/system/discarded-letters"},
		{http.MethodGet, "/api/admin/system/cache"},
		{http.MethodDelete, "/api/admin/system/cache/product"},
	} {
		guest.JSON(op.method, op.path, nil).Want(http.StatusUnauthorized)
		shopper.JSON(op.method, op.path, nil).Want(http.StatusForbidden)
	}
}

func TestDeadLetters(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	var none listBody
	staff.Get("/api/admin/system/dead-letters").Want(http.StatusOK).Decode(&none)
	if none.Total != 0 || none.TotalPages != 1 || none.DeadLetters == nil {
		t.Errorf("of nothing it is %+v", none)
	}
	p.Bury(t, "parcel-1", "lost")
	id := p.Bury(t, "parcel-2", "panic: lost\n\ngoroutine 17 [running]:")
	var page listBody
	staff.Get("/api/admin/system/dead-letters?limit=1").Want(http.StatusOK).Decode(&page)
	if page.Page != 1 || page.TotalPages != 2 || page.Total != 2 || len(page.DeadLetters) != 1 {
		t.Fatalf("page = %+v", page)
	}
	l := page.DeadLetters[0]
	if l.ID != id || l.Event != "parcel.sent" || l.Subject != "parcel-2" || l.DiedAt.IsZero() || l.HappenedAt.IsZero() ||
		l.Failures[0] != (api.Failure{Subscription: systemtest.Subscription, Attempts: 20, Error: "panic: lost"}) {
		t.Errorf("letter = %+v", l)
	}
	retry := "/api/admin/system/dead-letters/" + id + "/retry"
	staff.JSON(http.MethodPost, retry, nil).Want(http.StatusNoContent)
	if problem := staff.JSON(http.MethodPost, retry, nil).Want(http.StatusNotFound).Problem(); problem["code"] != "not-failed" {
		t.Errorf("again: %v", problem)
	}
	redistest.WaitFor(t, "the event", func() bool { return p.Handled("parcel-2") == 1 })
	staff.Get("/api/admin/system/dead-letters?page=9").Want(http.StatusOK).Decode(&page)
	if page.Total != 1 || page.Page != 1 || page.DeadLetters[0].Subject != "parcel-1" {
		t.Errorf("left is %+v", page)
	}
	for _, query := range []string{"?page=0", "?limit=101", "?limit=x", "?nonsense=1"} {
		staff.Get("/api/admin/system/dead-letters" + query).Want(http.StatusUnprocessableEntity)
	}
}

func TestDeadLetters_can_be_discarded(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	var body struct {
		DiscardedLetters []api.DiscardedLetter
		Total            int
	}
	const list = "/api/admin/system/discarded-letters"
	staff.Get(list).Want(http.StatusOK).Decode(&body)
	if body.Total != 0 || body.DiscardedLetters == nil {
		t.Errorf("of nothing it is %+v", body)
	}
	id := p.Bury(t, "parcel-1", "lost")
	letter := "/api/admin/system/dead-letters/" + id
	staff.JSON(http.MethodDelete, letter, nil).Want(http.StatusNoContent)
	if problem := staff.JSON(http.MethodDelete, letter, nil).Want(http.StatusNotFound).Problem(); problem["code"] != "not-failed" {
		t.Errorf("again: %v", problem)
	}
	staff.Get(list).Want(http.StatusOK).Decode(&body)
	if body.Total != 1 || len(body.DiscardedLetters) != 1 {
		t.Fatalf("the list is %+v", body)
	}
	l, by := body.DiscardedLetters[0], api.Person{Account: systemtest.Staff.Account, Name: systemtest.Staff.Name}
	if l.ID != id || l.Event != "parcel.sent" || l.Subject != "parcel-1" || l.DiscardedBy != by || l.DiscardedAt.IsZero() ||
		l.HappenedAt.IsZero() || l.Failures[0].Error != "lost" {
		t.Errorf("letter = %+v", l)
	}
	for _, query := range []string{"?limit=0", "?limit=101", "?page=1"} {
		staff.Get(list + query).Want(http.StatusUnprocessableEntity)
	}
}

func TestCache(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	p.ReadProduct(t, 4)
	var body cacheBody
	staff.Get("/api/admin/system/cache").Want(http.StatusOK).Decode(&body)
	f := body.family(t, "product")
	if !body.Complete || f.Keys == nil || *f.Keys != 1 || *f.Bytes < 10 || f.Type != "string" || f.TTLSeconds != 1800 || f.SlotTag == "" {
		t.Errorf("product = %+v", f)
	}
	if f.Reads == nil || f.Reads.Load != 1 || f.Reads.Memory != 3 || f.Reads.HitRate != 0.75 {
		t.Errorf("reads = %+v", f.Reads)
	}
	if s := body.family(t, "session"); s.Reads != nil || *s.Keys != 0 {
		t.Errorf("session = %+v", s)
	}
	var purged struct{ Removed int64 }
	staff.JSON(http.MethodDelete, "/api/admin/system/cache/product", nil).Want(http.StatusOK).Decode(&purged)
	if purged.Removed != 1 {
		t.Errorf("%d keys were removed", purged.Removed)
	}
	staff.JSON(http.MethodDelete, "/api/admin/system/cache/*", nil).Want(http.StatusNotFound)
}

func TestCache_while_Redis_is_away(t *testing.T) {
	t.Parallel()
	p := systemtest.Over(t, mongotest.New(t), redistest.Away(t))
	staff := p.AsStaff(t)
	var body cacheBody
	staff.Get("/api/admin/system/cache").Want(http.StatusOK).Decode(&body)
	if f := body.family(t, "product"); body.Complete || f.Keys != nil || f.Bytes != nil || f.TTLSeconds != 1800 {
		t.Errorf("product = %+v", f)
	}
	staff.JSON(http.MethodDelete, "/api/admin/system/cache/product", nil).Want(http.StatusServiceUnavailable)
}
