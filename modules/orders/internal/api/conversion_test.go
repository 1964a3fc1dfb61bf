package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAdmin_conversion(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const path = "/api/admin/conversion"
	placed(t, guest(t, s, 1))
	guest(t, s, 1)
	staff := s.StaffMember(t)
	var c map[string]any
	staff.Get(path).Want(http.StatusOK).Decode(&c)
	if c["carts"] != 2.0 || c["checkouts"] != 1.0 || c["orders"] != 1.0 || c["paid"] != 1.0 || c["percent"] != 50.0 {
		t.Errorf("conversion %v", c)
	}
	before := url.Values{"to": {time.Now().UTC().Add(-time.Hour).Format(time.RFC3339)}}
	staff.Get(path + "?" + before.Encode()).Want(http.StatusOK).Decode(&c)
	if c["carts"] != 0.0 || c["percent"] != 0.0 {
		t.Errorf("an hour ago %v", c)
	}
	for _, query := range []string{"from=yesterday", "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z"} {
		if r := staff.Get(path + "?" + query).Want(http.StatusUnprocessableEntity); !strings.Contains(r.Body, `"from"`) {
			t.Errorf("%s: the problem names no field: %s", query, r.Body)
		}
	}
	s.Shopper(t).Get(path).Want(http.StatusForbidden)
	s.Client(t).Get(path).Want(http.StatusUnauthorized)
}
