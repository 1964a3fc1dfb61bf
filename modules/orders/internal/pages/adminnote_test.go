package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestNotes(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	at := order(t, c)
	staff := s.StaffMember(t)
	s.Shopper(t).Post("/admin"+at+"/notes", url.Values{"text": {"hello"}}).Want(http.StatusForbidden)
	refused := staff.Post("/admin"+at+"/notes", url.Values{"text": {strings.Repeat("x", 1001)}, "public": {"true"}}).Want(http.StatusUnprocessableEntity)
	contains(t, refused, strings.Repeat("x", 1001), " checked")
	staff.Post("/admin"+at+"/notes", url.Values{"text": {"He <b>never</b> pays."}}).Want(http.StatusSeeOther)
	staff.Post("/admin"+at+"/notes", url.Values{"text": {"We wrapped it twice."}, "public": {"true"}}).Want(http.StatusSeeOther)

	contains(t, staff.Get("/admin"+at).Want(http.StatusOK), "He &lt;b&gt;never&lt;/b&gt; pays.", "We wrapped it twice.", "which the shopper sees", "Sam Staff")
	page := c.Get(at).Want(http.StatusOK)
	contains(t, page, "A note from the shop", "We wrapped it twice.")
	if strings.Contains(page.Body, "never") {
		t.Error("the shopper reads the staff's note")
	}
}
