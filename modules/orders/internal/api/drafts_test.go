package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/mail/mailtest"
	"shop/platform/money"
)

// drafted has staff draft an order of two trays at a price of their own.
func drafted(t *testing.T, s *orderstest.Site) object {
	t.Helper()
	var d object
	s.StaffMember(t).JSON(http.MethodPost, "/api/admin/drafts", object{
		"lines": []object{{"sku": "tray", "quantity": 2, "price": eur(1500)}}, "name": "Ada", "email": "Ada@Example.com", "note": "As promised.",
	}).Want(http.StatusCreated).Decode(&d)
	return d
}

func TestDrafts_ArePaidByTheirLink(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	// What is agreed holds, whatever promotions and the catalogue say.
	staff.JSON(http.MethodPost, "/api/admin/promotions", object{"name": "Half off", "active": true, "kind": "percentage", "percent": 5000}).Want(http.StatusCreated)
	d := drafted(t, s)
	token, _ := d["token"].(string)
	if d["state"] != "open" || d["paymentUrl"] != orderstest.BaseURL+"/drafts/"+token || d["email"] != "ada@example.com" || d["by"] != "Sam Staff" {
		t.Errorf("%v", d)
	}
	c := guest(t, s, 1) // whose own cart is something else
	var q object
	c.JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": request(0)["shippingAddress"], "shippingMethod": "pickup"}, "Draft-Token", token).
		Want(http.StatusOK).Decode(&q)
	if total, _ := q["total"].(object); total["amount"] != 3000.0 {
		t.Fatalf("the draft costs %v", q["total"])
	}
	var o object
	c.JSON(http.MethodPost, "/api/checkout", request(3000), "Draft-Token", token, "Idempotency-Key", "pays-the-draft").Want(http.StatusCreated).Decode(&o)
	if o["status"] != "paid" || o["orderToken"] == "" {
		t.Errorf("%v", o)
	}
	// A second one finds it ordered, and the payer's own cart is as it was.
	problem := s.Client(t).JSON(http.MethodPost, "/api/checkout", request(3000), "Draft-Token", token, "Idempotency-Key", "pays-it-again").Want(http.StatusConflict).Problem()
	if problem["code"] != "cart-ordered" {
		t.Errorf("%v", problem)
	}
	var cart struct{ Count int }
	c.Get("/api/cart").Want(http.StatusOK).Decode(&cart)
	if cart.Count != 1 {
		t.Errorf("%d items in the payer's cart", cart.Count)
	}
	staff.Get("/api/admin/drafts/" + token).Want(http.StatusOK).Decode(&d)
	if d["state"] != "ordered" || d["order"] != o["number"] {
		t.Errorf("%v", d)
	}
	staff.JSON(http.MethodDelete, "/api/admin/drafts/"+token, nil).Want(http.StatusConflict)
	s.Audit(t)
}

func TestDrafts_OfStaffBelongToTheCustomer(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token, _ := drafted(t, s)["token"].(string)
	var o object
	s.StaffMember(t).JSON(http.MethodPost, "/api/checkout", request(3000), "Draft-Token", token, "Idempotency-Key", "on-the-phone").Want(http.StatusCreated).Decode(&o)
	if o["guest"] != true {
		t.Errorf("the order is the staff's: %v", o)
	}
}

func TestDrafts_LinkIsMailedToTheCustomer(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token, _ := drafted(t, s)["token"].(string)
	staff := s.StaffMember(t)
	at := "/api/admin/drafts/" + token + "/mail"
	var both sync.WaitGroup
	for range 2 { // of two clicks at once
		both.Go(func() { staff.JSON(http.MethodPost, at, nil).Want(http.StatusAccepted) })
	}
	both.Wait()
	sent := mailtest.Sent(t, s.Mailer)
	if n := len(sent); n < 1 || n > 2 { // the second may have come when the first was noted
		t.Fatalf("%d mails", n)
	}
	m := sent[0]
	for _, words := range []string{"Hello Ada,", "As promised.", "2 x Oak tray: €30.00", "See and pay your order: " + orderstest.BaseURL + "/drafts/" + token, "Subtotal: €30.00"} {
		if !strings.Contains(m.Text, words) {
			t.Errorf("the mail lacks %q:\n%s", words, m.Text)
		}
	}
	if m.To != "ada@example.com" || !strings.Contains(m.HTML, `href="`+orderstest.BaseURL+"/drafts/"+token+`"`) {
		t.Errorf("to %s:\n%s", m.To, m.HTML)
	}
	var d object
	staff.Get("/api/admin/drafts/" + token).Want(http.StatusOK).Decode(&d)
	if d["mailedAt"] == nil || d["state"] != "open" {
		t.Errorf("%v", d)
	}
	staff.JSON(http.MethodPost, at, nil).Want(http.StatusAccepted)
	if n := len(mailtest.Sent(t, s.Mailer)); n != len(sent)+1 {
		t.Errorf("%d mails after asking again, %d before", n, len(sent))
	}

	// What can't be mailed says why, and the customer pays what was mailed.
	var nameless object
	staff.JSON(http.MethodPost, "/api/admin/drafts", object{"lines": []object{{"sku": "tray", "quantity": 1}}}).Want(http.StatusCreated).Decode(&nameless)
	other, _ := nameless["token"].(string)
	if p := staff.JSON(http.MethodPost, "/api/admin/drafts/"+other+"/mail", nil).Want(http.StatusUnprocessableEntity).Problem(); p["code"] != "no-address" {
		t.Errorf("%v", p)
	}
	s.Client(t).JSON(http.MethodPost, at, nil).Want(http.StatusUnauthorized)
	s.Client(t).JSON(http.MethodPost, "/api/checkout", request(3000), "Draft-Token", token, "Idempotency-Key", "pays-the-mailed").Want(http.StatusCreated)
	if p := staff.JSON(http.MethodPost, at, nil).Want(http.StatusConflict).Problem(); p["code"] != "draft-not-open" {
		t.Errorf("%v", p)
	}
	s.Audit(t)
}

// Nobody but staff decides what is in a draft: the token opens no cart.
func TestDrafts_CantBeChangedByTheirLink(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token, _ := drafted(t, s)["token"].(string)
	c := s.Client(t)
	for _, header := range []string{"Cart-Token", "Draft-Token"} {
		var cart struct{ Count int }
		c.Get("/api/cart", header, token).Want(http.StatusOK).Decode(&cart)
		if cart.Count != 0 {
			t.Errorf("%s opens the draft as a cart", header)
		}
		c.JSON(http.MethodPatch, "/api/cart/lines/tray", object{"quantity": 9}, header, token).Want(http.StatusNotFound)
	}
	c.Get("/api/admin/drafts/" + token).Want(http.StatusUnauthorized)
	s.Shopper(t).JSON(http.MethodPost, "/api/admin/drafts", object{"lines": []object{{"sku": "tray", "quantity": 1}}}).Want(http.StatusForbidden)
}

func TestDrafts_ThatAreWrongSayWhere(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "lamp", Name: "Lamp", Price: money.New(100, "EUR"), Stock: 1})
	staff := s.StaffMember(t)
	for field, body := range map[string]object{
		"lines":             {"lines": []object{}},
		"lines[0].sku":      {"lines": []object{{"sku": "nothing", "quantity": 1}}},
		"lines[1].sku":      {"lines": []object{{"sku": "tray", "quantity": 1}, {"sku": "tray", "quantity": 1}}},
		"lines[0].quantity": {"lines": []object{{"sku": "tray", "quantity": 100}}},
		"lines[0].price":    {"lines": []object{{"sku": "tray", "quantity": 1, "price": object{"amount": 1, "currency": "USD"}}}},
		"days":              {"lines": []object{{"sku": "tray", "quantity": 1}}, "days": -1},
		"email":             {"lines": []object{{"sku": "tray", "quantity": 1}}, "email": "nobody"},
	} {
		r := staff.JSON(http.MethodPost, "/api/admin/drafts", body).Want(http.StatusUnprocessableEntity)
		if !strings.Contains(r.Body, `"`+field+`"`) {
			t.Errorf("%s: %s", field, r.Body)
		}
	}
	problem := s.Client(t).JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": request(0)["shippingAddress"]}, "Draft-Token", "nothing").Want(http.StatusNotFound).Problem()
	if problem["code"] != "no-draft" {
		t.Errorf("%v", problem)
	}
}

func TestDrafts_ThatAreDiscardedOpenNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token, _ := drafted(t, s)["token"].(string)
	staff := s.StaffMember(t)
	staff.JSON(http.MethodDelete, "/api/admin/drafts/"+token, nil).Want(http.StatusNoContent)
	staff.JSON(http.MethodDelete, "/api/admin/drafts/"+token, nil).Want(http.StatusNotFound)
	s.Client(t).JSON(http.MethodPost, "/api/checkout", request(3000), "Draft-Token", token, "Idempotency-Key", "too-late-for-it").Want(http.StatusNotFound)
	var list struct{ Total int }
	staff.Get("/api/admin/drafts").Want(http.StatusOK).Decode(&list)
	if list.Total != 0 {
		t.Errorf("%d drafts", list.Total)
	}
}
