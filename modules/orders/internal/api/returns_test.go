package api_test

import (
	"net/http"
	"testing"
)

func TestReturns(t *testing.T) {
	t.Parallel()
	s := serve(t)
	order := placedUnits(t, s, 2)
	number, token := order["number"].(string), order["orderToken"].(string)
	staff, path := s.StaffMember(t), "/api/admin/orders/"+number
	ask := object{"lines": []object{{"sku": "tray", "quantity": 1}}, "reason": "Too large."}
	post := func(body object) int {
		return s.Client(t).JSON(http.MethodPost, "/api/orders/"+number+"/returns", body, "Order-Token", token, "Idempotency-Key", "one-return").Status
	}
	if status := post(ask); status != http.StatusConflict {
		t.Errorf("before it has arrived: %d", status)
	}
	for _, to := range []string{"shipped", "delivered"} {
		staff.JSON(http.MethodPost, path+"/transitions", object{"to": to}).Want(http.StatusOK)
	}
	s.Client(t).JSON(http.MethodPost, "/api/orders/"+number+"/returns", ask).Want(http.StatusNotFound)
	for _, tc := range []struct {
		body   object
		status int
	}{
		{ask, http.StatusOK}, {ask, http.StatusOK},
		{object{"lines": []object{{"sku": "tray", "quantity": 2}}, "reason": "Too large."}, http.StatusUnprocessableEntity},
		{object{"lines": []object{}, "reason": ""}, http.StatusUnprocessableEntity},
	} {
		if status := post(tc.body); status != tc.status {
			t.Errorf("%v: status %d, want %d", tc.body, status, tc.status)
		}
	}
	s.Shopper(t).JSON(http.MethodPost, path+"/returns/1/transitions", object{"to": "approved"}).Want(http.StatusForbidden)
	staff.JSON(http.MethodPost, path+"/returns/1/transitions", object{"to": "received"}).Want(http.StatusConflict)
	staff.JSON(http.MethodPost, path+"/returns/9/transitions", object{"to": "approved"}).Want(http.StatusNotFound)
	staff.JSON(http.MethodPost, path+"/returns/1/transitions", object{"to": "approved", "words": "Gladly."}).Want(http.StatusOK)
	staff.JSON(http.MethodPost, path+"/returns/1/transitions", object{"to": "received", "restock": ask["lines"]}).Want(http.StatusOK)
	var shown struct {
		Payment    string
		Returns    []struct{ State string }
		Returnable []struct{ Quantity int }
		History    []struct{ Action, Note string }
	}
	s.Client(t).Get("/api/orders/"+number, "Order-Token", token).Want(http.StatusOK).Decode(&shown)
	if shown.Payment != "partly-refunded" || len(shown.Returns) != 1 || shown.Returns[0].State != "received" || shown.Returnable[0].Quantity != 1 {
		t.Errorf("the shopper sees %+v", shown)
	}
}
