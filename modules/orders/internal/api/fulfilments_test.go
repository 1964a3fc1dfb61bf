package api_test

import (
	"net/http"
	"testing"

	"shop/modules/orders/internal/orderstest"
)

// placedUnits orders that many trays and returns the order.
func placedUnits(t *testing.T, s *orderstest.Site, n int) object {
	t.Helper()
	var o object
	place(t, guest(t, s, n), "a-key-of-its-own", request(1999*n)).Want(http.StatusCreated).Decode(&o)
	return o
}

func TestFulfilments(t *testing.T) {
	t.Parallel()
	s := serve(t)
	order := placedUnits(t, s, 3)
	number := order["number"].(string)
	path := "/api/admin/orders/" + number
	staff := s.StaffMember(t)
	one := object{"state": "shipped", "carrier": "DHL", "tracking": "X 1", "lines": []object{{"sku": "tray", "quantity": 1}}}

	s.Shopper(t).JSON(http.MethodPost, path+"/fulfilments", one).Want(http.StatusForbidden)
	for range 2 {
		staff.JSON(http.MethodPost, path+"/fulfilments", one, "Idempotency-Key", "one-parcel").Want(http.StatusOK)
	}
	staff.JSON(http.MethodPost, path+"/fulfilments", object{"state": "packed"}).Want(http.StatusOK)
	for body, status := range map[*object]int{
		{"state": "packed", "lines": []object{{"sku": "tray", "quantity": 1}}}:   http.StatusConflict,
		{"state": "packed", "lines": []object{{"sku": "tray", "quantity": 0}}}:   http.StatusUnprocessableEntity,
		{"state": "lost", "lines": []object{{"sku": "tray", "quantity": 1}}}:     http.StatusUnprocessableEntity,
		{"state": "packed", "lines": []object{{"sku": "tray", "amount": "all"}}}: http.StatusUnprocessableEntity,
	} {
		staff.JSON(http.MethodPost, path+"/fulfilments", *body).Want(status)
	}
	staff.JSON(http.MethodPost, path+"/fulfilments/9/transitions", object{"to": "shipped"}).Want(http.StatusNotFound)
	staff.JSON(http.MethodPost, path+"/fulfilments/1/transitions", object{"to": "cancelled"}).Want(http.StatusConflict)
	staff.JSON(http.MethodPost, path+"/fulfilments/2/transitions", object{"to": "returned"}).Want(http.StatusConflict)
	staff.JSON(http.MethodPost, path+"/fulfilments/1/transitions", object{"to": "delivered"}).Want(http.StatusOK)

	var shown struct {
		Fulfilment  string
		Fulfilments []struct{ ID, State, TrackingURL string }
	}
	s.Client(t).Get("/api/orders/"+number, "Order-Token", order["orderToken"].(string)).Want(http.StatusOK).Decode(&shown)
	if shown.Fulfilment != "partly-shipped" || len(shown.Fulfilments) != 2 || shown.Fulfilments[0].State != "delivered" ||
		shown.Fulfilments[0].TrackingURL != "https://www.dhl.com/global-en/home/tracking.html?tracking-id=X1" {
		t.Errorf("the shopper sees %+v", shown)
	}
}
