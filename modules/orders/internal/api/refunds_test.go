package api_test

import (
	"net/http"
	"testing"
)

func TestRefunds(t *testing.T) {
	t.Parallel()
	s := serve(t)
	order := placedUnits(t, s, 2)
	path := "/api/admin/orders/" + order["number"].(string)
	staff := s.StaffMember(t)
	amount := func(cents int) object { return object{"amount": cents, "currency": "EUR"} }
	total := int(order["total"].(map[string]any)["amount"].(float64))

	s.Shopper(t).JSON(http.MethodPost, path+"/refunds", object{"amount": amount(1)}, "Idempotency-Key", "by-a-shopper").Want(http.StatusForbidden)
	for range 2 {
		staff.JSON(http.MethodPost, path+"/refunds", object{"amount": amount(100), "reason": "A scratch."}, "Idempotency-Key", "one-and-only").Want(http.StatusOK)
	}
	for range 2 {
		staff.JSON(http.MethodPost, path+"/refunds", object{"lines": []object{{"sku": "tray", "quantity": 1}}, "amount": amount(5)}, "Idempotency-Key", "one-unit-back").Want(http.StatusOK)
	}
	for name, tc := range map[string]struct {
		key    string
		body   object
		status int
	}{
		"no_key":         {"", object{"amount": amount(1)}, http.StatusUnprocessableEntity},
		"key_reused":     {"one-and-only", object{"amount": amount(101)}, http.StatusUnprocessableEntity},
		"too_much":       {"key-too-much", object{"amount": amount(total)}, http.StatusConflict},
		"too_many":       {"key-too-many", object{"lines": []object{{"sku": "tray", "quantity": 2}}}, http.StatusConflict},
		"units_reused":   {"one-unit-back", object{"lines": []object{{"sku": "tray", "quantity": 1}}, "amount": amount(6)}, http.StatusUnprocessableEntity},
		"neither":        {"key-neither", object{}, http.StatusUnprocessableEntity},
		"other_currency": {"key-currency", object{"amount": object{"amount": 1, "currency": "USD"}}, http.StatusUnprocessableEntity},
	} {
		if r := staff.JSON(http.MethodPost, path+"/refunds", tc.body, "Idempotency-Key", tc.key); r.Status != tc.status {
			t.Errorf("%s: status %d, want %d: %s", name, r.Status, tc.status, r.Body)
		}
	}
	var shown struct {
		Payment              string
		Refunded, Refundable struct{ Amount int }
		Refunds              []struct{ ID, State, Reason string }
	}
	staff.Get(path).Want(http.StatusOK).Decode(&shown)
	if shown.Payment != "partly-refunded" || shown.Refunded.Amount != 105 || shown.Refundable.Amount != total-105 ||
		len(shown.Refunds) != 2 || shown.Refunds[0].State != "succeeded" || shown.Refunds[0].Reason != "A scratch." {
		t.Errorf("staff see %+v", shown)
	}
}
