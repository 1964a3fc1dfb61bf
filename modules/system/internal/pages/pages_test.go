package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/system/internal/systemtest"
	"shop/platform/mail"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
	"shop/platform/web/webtest"
)

// shows fails the test unless the page has all of the texts.
func shows(t *testing.T, res *webtest.Response, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(res.Body, text) {
			t.Errorf("the page lacks %q:\n%s", text, res.Body)
		}
	}
}

// lacks fails the test if the page has one of the texts.
func lacks(t *testing.T, res *webtest.Response, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(res.Body, text) {
			t.Errorf("the page has %q:\n%s", text, res.Body)
		}
	}
}

// goesTo fails the test unless the answer sends the browser to a place.
func goesTo(t *testing.T, res *webtest.Response, place string) {
	t.Helper()
	if got := res.Want(http.StatusSeeOther).Header.Get("Location"); got != place {
		t.Errorf("the browser is sent to %q, want %q", got, place)
	}
}

func TestPages_are_for_staff(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	id := p.Bury(t, "parcel-1", "lost")
	guest, shopper := p.Client(t), p.SignedIn(t, systemtest.Shopper)
	for _, path := range []string{"/admin/system", "/admin/system/events", "/admin/system/cache"} {
		goesTo(t, guest.Get(path), "/login?next="+url.QueryEscape(path))
		shopper.Get(path).Want(http.StatusForbidden)
	}
	for _, path := range []string{
		"/admin/system/events/retry", "/admin/system/events/" + id + "/retry", "/admin/system/events/" + id + "/discard",
		"/admin/system/mails/retry", "/admin/system/cache/product/purge",
	} {
		shopper.Post(path, nil).Want(http.StatusForbidden)
	}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	shows(t, staff.Get("/admin/system").Want(http.StatusOK),
		"No event has failed for good.", "No mail has failed for good.", "Nothing was read from a cache", "v1.2.3", "3 hours")
	for i := range 7 {
		p.Bury(t, fmt.Sprint("parcel-", i), "lost <in> the post\n\ngoroutine 17")
	}
	p.Refuse(t, "ann", "Your order")
	p.ReadProduct(t, 1)
	page := staff.Get("/admin/system").Want(http.StatusOK)
	shows(t, page, "MongoDB", "Redis", "All 7", "parcel-6", "lost &lt;in&gt; the post", "Your order", "ann@example.org", "550 no such mailbox", "0.0 %")
	lacks(t, page, "parcel-1<", "goroutine", "secret")
	redistest.WaitFor(t, "both are up", func() bool {
		return strings.Count(staff.Get("/admin/system").Body, ">Up<") == 2
	})
}

func TestEvents(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	shows(t, staff.Get("/admin/system/events").Want(http.StatusOK), "Nothing has failed")
	var ids []string
	for i := range 22 {
		ids = append(ids, p.Bury(t, fmt.Sprint("parcel-", i, "."), "lost"))
	}
	shows(t, staff.Get("/admin/system/events?page=rubbish").Want(http.StatusOK), "22 events", "parcel-21.", systemtest.Subscription, "Try all again")
	second := staff.Get("/admin/system/events?page=2").Want(http.StatusOK)
	shows(t, second, "parcel-1.", "parcel-0.", `value="/admin/system/events?page=2"`)
	lacks(t, second, "parcel-2.")

	retry := "/admin/system/events/" + ids[0] + "/retry"
	goesTo(t, staff.Post(retry, url.Values{"next": {"/admin/system/events?page=2"}}), "/admin/system/events?page=2")
	page := staff.Get("/admin/system/events?page=2").Want(http.StatusOK)
	shows(t, page, "The event is tried again.")
	lacks(t, page, "parcel-0.")
	redistest.WaitFor(t, "the event", func() bool { return p.Handled("parcel-0.") == 1 })

	goesTo(t, staff.Post(retry, url.Values{"next": {"https://elsewhere.example"}}), "/admin/system/events")
	shows(t, staff.Get("/admin/system/events").Want(http.StatusOK), "Somebody may have retried or discarded it already.")

	goesTo(t, staff.Post("/admin/system/events/retry", nil), "/admin/system/events")
	shows(t, staff.Get("/admin/system/events").Want(http.StatusOK), "21 events are tried again.", "Nothing has failed")
	redistest.WaitFor(t, "the other events", func() bool { return p.Handled("parcel-21.") == 1 })
}

func TestEvents_can_be_discarded(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	id := p.Bury(t, "parcel-1.", "lost")
	page := staff.Get("/admin/system/events").Want(http.StatusOK)
	shows(t, page, "Discard…", "what "+systemtest.Subscription+" would have done stays undone")
	lacks(t, page, "Discarded")
	discard := "/admin/system/events/" + id + "/discard"
	goesTo(t, staff.Post(discard, url.Values{"next": {"/admin/system/events?page=2"}}), "/admin/system/events?page=2")
	shows(t, staff.Get("/admin/system/events").Want(http.StatusOK), "The event is discarded.", "Nothing has failed", "parcel-1.", "discarded by Mira")
	goesTo(t, staff.Post(discard, nil), "/admin/system/events")
	shows(t, staff.Get("/admin/system/events"), "There is no such failed event.")
}

func TestMails(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	p.Refuse(t, "order/1 <a>", "Your order")
	goesTo(t, staff.Post("/admin/system/mails/retry", url.Values{"id": {"order/1 <a>"}}), "/admin/system")
	shows(t, staff.Get("/admin/system").Want(http.StatusOK), "The mail is sent again.", "No mail has failed for good.")
	if state := p.MailState(t, "order/1 <a>"); state != mail.Queued {
		t.Errorf("the mail is %s", state)
	}
	goesTo(t, staff.Post("/admin/system/mails/retry", url.Values{"id": {"nothing"}}), "/admin/system")
	shows(t, staff.Get("/admin/system"), "There is no such mail.")
}

func TestCache(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	p.ReadProduct(t, 3)
	page := staff.Get("/admin/system/cache").Want(http.StatusOK)
	for _, f := range redis.Families() {
		shows(t, page, `id="family-`+f.Name+`"`, webtestEscape(f.Holds))
	}
	shows(t, page, "66.7 %", "256 kB", "30 minutes", "go (1 now), and what instances have in memory", "Nobody is signed out")
	goesTo(t, staff.Post("/admin/system/cache/product/purge", nil), "/admin/system/cache")
	shows(t, staff.Get("/admin/system/cache").Want(http.StatusOK), "product is purged: 1 key is gone.")
	goesTo(t, staff.Post("/admin/system/cache/nonsense/purge", nil), "/admin/system/cache")
	shows(t, staff.Get("/admin/system/cache"), "There is no such family of keys.")
}

// webtestEscape is the text as it stands in HTML.
func webtestEscape(s string) string { return strings.ReplaceAll(s, "'", "&#39;") }

func TestPages_come_while_everything_is_away(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	p := systemtest.Over(t, mongotest.Connect(t, proxy.URL(), mongotest.NewName()), redistest.Away(t))
	staff := p.AsStaff(t)
	p.Bury(t, "parcel-1", "lost")
	proxy.Cut()
	page := staff.Get("/admin/system").Want(http.StatusOK)
	shows(t, page, "This can't be read while MongoDB doesn't answer.", "tone-bad")
	lacks(t, page, "has failed for good", ">Up<")
	shows(t, staff.Get("/admin/system/cache").Want(http.StatusOK), "Redis is away", "family-product")
	staff.Post("/admin/system/cache/product/purge", nil).Want(http.StatusServiceUnavailable)
	staff.Get("/admin/system/events").Want(http.StatusServiceUnavailable)
	staff.Get("/admin").Want(http.StatusOK)
}

func TestFailed_panel_is_there_when_something_failed(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	lacks(t, staff.Get("/admin").Want(http.StatusOK), "What failed")
	p.Refuse(t, "ann", "Your order")
	page := staff.Get("/admin")
	shows(t, page, "What failed", `<a href="/admin/system#mails">1 mail</a>`)
	lacks(t, page, "/admin/system/events")
	p.Bury(t, "parcel-1", "lost")
	p.Bury(t, "parcel-2", "lost")
	shows(t, staff.Get("/admin"), `<a href="/admin/system/events">2 events</a>`, "1 mail")
}
