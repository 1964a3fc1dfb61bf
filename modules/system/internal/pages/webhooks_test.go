package pages_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"shop/modules/system/internal/systemtest"
	"shop/platform/redis/redistest"
	"shop/platform/web/webtest"
)

// field returns the value of a hidden field of a page's form.
func field(t *testing.T, res *webtest.Response, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(res.Body)
	if found == nil {
		t.Fatalf("the page has no field %q:\n%s", name, res.Body)
	}
	return found[1]
}

// addWebhook adds one by the form and returns its page's address and secret.
func addWebhook(t *testing.T, staff *webtest.Client, address string) (at, secret string) {
	t.Helper()
	id := field(t, staff.Get("/admin/settings/webhooks/new").Want(http.StatusOK), "id")
	form := url.Values{"id": {id}, "url": {address}, "events": {"parcel.sent"}, "active": {"on"}}
	page := staff.Post("/admin/settings/webhooks/new", form).Want(http.StatusCreated)
	shown := regexp.MustCompile(`id="secret">(whsec_[A-Z2-7]+)<`).FindStringSubmatch(page.Body)
	if shown == nil {
		t.Fatalf("the page shows no secret:\n%s", page.Body)
	}
	at = "/admin/settings/webhooks/" + id
	goesTo(t, staff.Post("/admin/settings/webhooks/new", form), at) // the form sent twice
	return at, shown[1]
}

func TestSettings_lead_to_each_of_their_pages(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	shows(t, p.AsStaff(t).Get("/admin/settings").Want(http.StatusOK), `href="/admin/settings/shipping"`, `href="/admin/settings/webhooks"`)
}

func TestWebhooks_are_for_staff(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	guest, shopper := p.Client(t), p.SignedIn(t, systemtest.Shopper)
	for _, path := range []string{"/admin/settings", "/admin/settings/webhooks", "/admin/settings/webhooks/new", "/admin/settings/webhooks/x"} {
		goesTo(t, guest.Get(path), "/login?next="+url.QueryEscape(path))
		shopper.Get(path).Want(http.StatusForbidden)
	}
	for _, path := range []string{"/new", "/x", "/x/secret", "/x/test", "/x/delete", "/x/deliveries/y/replay"} {
		shopper.Post("/admin/settings/webhooks"+path, nil).Want(http.StatusForbidden)
	}
}

func TestWebhooks_form(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	shows(t, staff.Get("/admin/settings/webhooks").Want(http.StatusOK), "No webhooks yet")
	empty := staff.Get("/admin/settings/webhooks/new").Want(http.StatusOK)
	shows(t, empty, "A parcel was sent (parcel.sent)", "parcel.lost")
	wrong := staff.Post("/admin/settings/webhooks/new", url.Values{"id": {field(t, empty, "id")}, "url": {"https://10.0.0.1/<in>"}, "events": {"parcel.lost"}}).
		Want(http.StatusUnprocessableEntity)
	shows(t, wrong, "not one of the public Internet", "https://10.0.0.1/&lt;in&gt;", `value="parcel.lost" checked`)
	none := staff.Post("/admin/settings/webhooks/new", url.Values{"id": {field(t, empty, "id")}, "url": {"https://example.com"}})
	shows(t, none.Want(http.StatusUnprocessableEntity), "choose at least one event", "https://example.com")

	at, secret := addWebhook(t, staff, "https://example.com/hooks")
	page := staff.Get(at).Want(http.StatusOK)
	shows(t, page, "https://example.com/hooks", "Nothing was sent")
	lacks(t, page, secret)
	shows(t, staff.Get("/admin/settings/webhooks"), "https://example.com/hooks", "parcel.sent", "Active")

	version := field(t, page, "version")
	edit := url.Values{"version": {version}, "url": {"https://example.com/2"}, "events": {"parcel.sent", "parcel.lost"}}
	goesTo(t, staff.Post(at, edit), at)
	shows(t, staff.Get("/admin/settings/webhooks"), "https://example.com/2", "parcel.lost, parcel.sent", ">Off<")
	edit.Set("url", "https://example.com/3")
	late := staff.Post(at, edit).Want(http.StatusConflict)
	shows(t, late, "changed by somebody else", "https://example.com/3")
	edit.Set("version", field(t, late, "version"))
	goesTo(t, staff.Post(at, edit), at)

	renewed := staff.Post(at+"/secret", nil).Want(http.StatusOK)
	shows(t, renewed, "whsec_")
	lacks(t, renewed, secret)
	goesTo(t, staff.Post(at+"/delete", nil), "/admin/settings/webhooks")
	staff.Get(at).Want(http.StatusNotFound)
	if audit := p.Audit.String(); strings.Contains(audit, "whsec_") || !strings.Contains(audit, "webhook: deleted") {
		t.Errorf("the log says %s", audit)
	}
}

// An event reaches a receiver; where that fails, staff see it and send it
// again.
func TestWebhooks_log_and_replay(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	var healthy atomic.Bool
	bodies := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- string(body)
		if !healthy.Load() {
			http.Error(w, "out of <paper>", http.StatusInsufficientStorage)
		}
	}))
	t.Cleanup(receiver.Close)
	at, _ := addWebhook(t, staff, receiver.URL)
	goesTo(t, staff.Post(at+"/test", nil), at)
	var log *webtest.Response
	redistest.WaitFor(t, "the test's result", func() bool {
		log = staff.Get(at).Want(http.StatusOK)
		return strings.Contains(log.Body, "Given up")
	})
	shows(t, log, "webhook.test", "answers 507", "out of &lt;paper&gt;", "tried 1 time")
	shows(t, staff.Get("/admin"), "1 webhook delivery")
	if body := <-bodies; !strings.Contains(body, `"type":"webhook.test"`) {
		t.Errorf("the test is %s", body)
	}

	healthy.Store(true)
	id := p.Happen(t, "parcel-1")
	if body := <-bodies; !strings.Contains(body, `"id":"`+id+`"`) || !strings.Contains(body, `"version":2`) {
		t.Errorf("the event came as %s", body)
	}
	replay := regexp.MustCompile(`action="([^"]+/replay)"`).FindStringSubmatch(log.Body)
	if replay == nil {
		t.Fatal("the test can't be sent again")
	}
	goesTo(t, staff.Post(replay[1], url.Values{"next": {at + "?page=1"}}), at+"?page=1")
	if body := <-bodies; !strings.Contains(body, `"type":"webhook.test"`) {
		t.Errorf("sent again is %s", body)
	}
	redistest.WaitFor(t, "both are delivered", func() bool {
		return strings.Count(staff.Get(at).Body, ">Delivered<") == 2
	})
	goesTo(t, staff.Post(at+"/deliveries/nothing/replay", nil), at)
	shows(t, staff.Get(at), "There is no such delivery")
}
