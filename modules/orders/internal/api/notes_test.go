package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestNotes(t *testing.T) {
	t.Parallel()
	s := serve(t)
	order := placed(t, guest(t, s, 1))
	number, token := order["number"].(string), order["orderToken"].(string)
	path := "/api/admin/orders/" + number + "/notes"
	staff := s.StaffMember(t)

	s.Shopper(t).JSON(http.MethodPost, path, object{"text": "hello"}).Want(http.StatusForbidden)
	for _, text := range []string{"", "   ", strings.Repeat("x", 1001)} {
		staff.JSON(http.MethodPost, path, object{"text": text}).Want(http.StatusUnprocessableEntity)
	}
	stream := s.Client(t).Stream("/api/events?order="+number, "Order-Token", token)
	staff.JSON(http.MethodPost, path, object{"text": "secret"}).Want(http.StatusOK)
	staff.JSON(http.MethodPost, path, object{"text": "We wrapped it twice.", "public": true}).Want(http.StatusOK)
	if e := stream.Next(5 * time.Second); e.Name != "order.status" {
		t.Errorf("the shopper's page hears %+v", e)
	}
	shown := s.Client(t).Get("/api/orders/"+number, "Order-Token", token).Want(http.StatusOK)
	if !strings.Contains(shown.Body, "We wrapped it twice.") || strings.Contains(shown.Body, "secret") {
		t.Errorf("the shopper sees %s", shown.Body)
	}
	if all := staff.Get("/api/admin/orders/" + number).Want(http.StatusOK); !strings.Contains(all.Body, "secret") {
		t.Errorf("staff see %s", all.Body)
	}
}
