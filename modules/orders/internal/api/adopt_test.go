package api_test

import (
	"net/http"
	"testing"
)

func TestOrders_a_shopper_adds_a_guests_order_to_the_account(t *testing.T) {
	t.Parallel()
	s := serve(t)
	order := placed(t, guest(t, s, 1))
	number, token := order["number"].(string), order["orderToken"].(string)
	path := "/api/orders/" + number + "/adopt"
	if order["guest"] != true {
		t.Errorf("a guest's order says guest: %v", order["guest"])
	}

	s.Client(t).JSON(http.MethodPost, path, nil, "Order-Token", token).Want(http.StatusUnauthorized)
	ada := s.Shopper(t)
	ada.JSON(http.MethodPost, path, nil).Want(http.StatusNotFound)
	ada.JSON(http.MethodPost, path, nil, "Order-Token", "guess").Want(http.StatusNotFound)
	ada.JSON(http.MethodPost, "/api/orders/nothing/adopt", nil, "Order-Token", token).Want(http.StatusNotFound)

	var adopted object
	for range 2 {
		ada.JSON(http.MethodPost, path, nil, "Order-Token", token).Want(http.StatusOK).Decode(&adopted)
	}
	if adopted["guest"] != false || adopted["number"] != number {
		t.Errorf("adopted %v", adopted)
	}
	var mine struct{ Orders []object }
	ada.Get("/api/orders").Want(http.StatusOK).Decode(&mine)
	if len(mine.Orders) != 1 || mine.Orders[0]["number"] != number {
		t.Errorf("ada's orders %v", mine.Orders)
	}
	s.Client(t).Get("/api/orders/"+number, "Order-Token", token).Want(http.StatusOK)

	problem := s.StaffMember(t).JSON(http.MethodPost, path, nil, "Order-Token", token).Want(http.StatusConflict).Problem()
	if problem["code"] != "order-adopted" {
		t.Errorf("another account is told %v", problem)
	}
}

func TestCheckout_the_same_key_tells_the_token_after_the_order_was_adopted(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := guest(t, s, 1)
	order := placed(t, c)
	s.Shopper(t).JSON(http.MethodPost, "/api/orders/"+order["number"].(string)+"/adopt", nil, "Order-Token", order["orderToken"].(string)).Want(http.StatusOK)
	var again object
	place(t, c, "a-key-of-its-own", request(1999)).Want(http.StatusOK).Decode(&again)
	if again["orderToken"] != order["orderToken"] {
		t.Errorf("the token was %v and is %v", order["orderToken"], again["orderToken"])
	}
}
