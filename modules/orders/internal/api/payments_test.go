package api_test

import (
	"net/http"
	"testing"

	"shop/modules/orders/internal/orderstest"
)

const paymentsPath = "/api/admin/payment-settings"

func payments(number string) object {
	return object{
		"offered": []string{"transfer"}, "instructions": "Within 7 days.",
		"account": object{"holder": "Linden GmbH", "number": number, "bic": "cobadeffxxx", "bank": "Example Bank"},
	}
}

func TestPayments_shoppers_are_told_where_to_transfer_to(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	var settings object
	staff.Get(paymentsPath).Want(http.StatusOK).Decode(&settings)
	if offered, _ := settings["offered"].([]any); len(offered) != 2 || settings["version"] != 0.0 || settings["account"] != nil {
		t.Errorf("of a new shop: %v", settings)
	}
	c := guest(t, s, 1)
	body := request(1999)
	body["paymentMethod"] = "transfer"
	var placed, again object
	place(t, c, "by-transfer", body).Want(http.StatusCreated).Decode(&placed)
	told, _ := placed["paymentInstructions"].(object)
	if told["reference"] != placed["number"] || told["account"] != nil {
		t.Errorf("as long as no account is entered: %v", told)
	}

	staff.JSON(http.MethodPut, paymentsPath, payments("de89 3704 0044 0532 0130 00")).Want(http.StatusOK).Decode(&settings)
	stored, _ := settings["account"].(object)
	if stored["number"] != "DE89370400440532013000" || stored["bic"] != "COBADEFFXXX" || settings["version"] != 1.0 {
		t.Errorf("stored %v", settings)
	}
	place(t, c, "by-transfer", body).Want(http.StatusOK).Decode(&again)
	path := "/api/orders/" + placed["number"].(string)
	token := placed["orderToken"].(string)
	var got object
	s.Client(t).Get(path, "Order-Token", token).Want(http.StatusOK).Decode(&got)
	for _, o := range []object{again, got} {
		told, _ := o["paymentInstructions"].(object)
		amount, _ := told["amount"].(object)
		account, _ := told["account"].(object)
		if amount["amount"] != 1999.0 || told["reference"] != placed["number"] || account["number"] != "DE89370400440532013000" ||
			account["holder"] != "Linden GmbH" || told["instructions"] != "Within 7 days." {
			t.Errorf("told %v", told)
		}
	}
	if r := s.Client(t).Get(path).Want(http.StatusNotFound); r.Problem()["paymentInstructions"] != nil {
		t.Error("a stranger is told")
	}

	staff.JSON(http.MethodPost, "/api/admin/orders/"+placed["number"].(string)+"/transitions", object{"to": "paid"}).Want(http.StatusOK)
	var paid object
	s.Client(t).Get(path, "Order-Token", token).Want(http.StatusOK).Decode(&paid)
	if _, still := paid["paymentInstructions"]; still || paid["payment"] != "paid" {
		t.Errorf("once it has come: %v", paid["paymentInstructions"])
	}
}

func TestPayments_are_in_the_list_of_orders(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ada := s.Shopper(t)
	for key, method := range map[string]string{"first-key": "transfer", "second-key": "test"} {
		ada.JSON(http.MethodPost, "/api/cart/lines", object{"sku": "tray", "quantity": 1}).Want(http.StatusOK)
		body := request(1999)
		body["paymentMethod"] = method
		place(t, ada, key, body).Want(http.StatusCreated)
	}
	var list struct{ Orders []object }
	ada.Get("/api/orders").Want(http.StatusOK).Decode(&list)
	for _, o := range list.Orders {
		if told := o["paymentInstructions"] != nil; told != (o["payment"] == "awaited") {
			t.Errorf("an order that is %v: told %v", o["payment"], told)
		}
	}
	if len(list.Orders) != 2 {
		t.Errorf("%d orders", len(list.Orders))
	}
}

func TestPayments_refuses(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	good := payments("12345678")
	s.Client(t).JSON(http.MethodPut, paymentsPath, good).Want(http.StatusUnauthorized)
	s.Shopper(t).JSON(http.MethodPut, paymentsPath, good).Want(http.StatusForbidden)
	s.Shopper(t).Get(paymentsPath).Want(http.StatusForbidden)
	staff := s.StaffMember(t)
	with := func(key string, value any) object {
		o := payments("12345678")
		o[key] = value
		return o
	}
	for name, bad := range map[string]object{
		"a_wrong_digit":    payments("DE89370400440532013001"),
		"no_number":        payments(""),
		"an_operator":      with("account", object{"holder": object{"$ne": nil}, "number": "1"}),
		"nobody's_account": with("account", object{"holder": " ", "number": "12345678"}),
		"an_unknown_way":   with("offered", []string{"shells"}),
		"nothing_offered":  with("offered", nil),
		"an_unknown_field": with("iban", "DE89370400440532013000"),
	} {
		if r := staff.JSON(http.MethodPut, paymentsPath, bad); r.Status != http.StatusUnprocessableEntity || r.Problem()["errors"] == nil {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	good["version"] = 0
	staff.JSON(http.MethodPut, paymentsPath, good).Want(http.StatusOK)
	staff.JSON(http.MethodPut, paymentsPath, good).Want(http.StatusConflict)
}
