package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

type document struct {
	Number, Kind, Corrects string
	Total, Tax             object
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := guest(t, s, 1)
	o := placed(t, c)
	at := "/api/orders/" + o["number"].(string) + "/documents"
	s.Client(t).Get(at).Want(http.StatusNotFound)
	token, _ := o["orderToken"].(string)
	c.Header.Set("Order-Token", token)
	var list struct{ Documents []document }
	c.Get(at).Want(http.StatusOK).Decode(&list)
	if len(list.Documents) != 1 || list.Documents[0].Number != "INV-00001" || list.Documents[0].Kind != "invoice" || list.Documents[0].Tax["amount"] != 319.0 {
		t.Fatalf("%+v", list)
	}

	staff := s.StaffMember(t)
	staff.JSON(http.MethodPost, "/api/admin/orders/"+o["number"].(string)+"/refunds", object{"amount": eur(500), "reason": "A scratch"}, "Idempotency-Key", "for-a-scratch").Want(http.StatusOK)
	c.Get(at).Want(http.StatusOK).Decode(&list)
	if len(list.Documents) != 2 || list.Documents[1].Kind != "credit-note" || list.Documents[1].Corrects != "INV-00001" || list.Documents[1].Total["amount"] != 500.0 {
		t.Fatalf("%+v", list)
	}
	for _, d := range list.Documents {
		r := c.Get(at + "/" + d.Number).Want(http.StatusOK)
		if r.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(r.Body, "%PDF-") || !strings.Contains(r.Header.Get("Content-Disposition"), d.Number+".pdf") {
			t.Errorf("%s: %v %.20q", d.Number, r.Header, r.Body)
		}
		s.Client(t).Get(at + "/" + d.Number).Want(http.StatusNotFound)
	}
	c.Get(at + "/INV-00007").Want(http.StatusNotFound)

	var all struct {
		Documents []struct {
			document
			Order, Customer, Email string
			Taxes                  []object
		}
		Total int
	}
	staff.Get("/api/admin/documents?kind=credit-note&to=" + time.Now().UTC().Format(time.DateOnly)).Want(http.StatusOK).Decode(&all)
	if d := all.Documents; all.Total != 1 || len(d) != 1 || d[0].Order != o["number"] || d[0].Customer != "Ada Lovelace" || len(d[0].Taxes) != 1 || d[0].Taxes[0]["rate"] != 1900.0 {
		t.Errorf("%+v", all)
	}
	for _, wrong := range []string{"from=yesterday", "from=2026-02-02&to=2026-02-01"} {
		staff.Get("/api/admin/documents?" + wrong).Want(http.StatusUnprocessableEntity)
	}
	c.Get("/api/admin/documents").Want(http.StatusUnauthorized)
}

func TestInvoiceSettings(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const at = "/api/admin/invoice-settings"
	s.Client(t).Get(at).Want(http.StatusUnauthorized)
	s.Shopper(t).Get(at).Want(http.StatusForbidden)
	staff := s.StaffMember(t)
	var got object
	staff.Get(at).Want(http.StatusOK).Decode(&got)
	if got["name"] != "Linden" || got["invoicePrefix"] != "INV-" || got["version"] != 0.0 {
		t.Errorf("a new shop has %v", got)
	}
	for field, value := range map[string]string{"name": " ", "email": "nobody", "invoicePrefix": "a/b", "creditNotePrefix": "INV-"} {
		body := object{"name": "Linden", field: value}
		r := staff.JSON(http.MethodPut, at, body).Want(http.StatusUnprocessableEntity)
		if !strings.Contains(r.Body, `"`+field+`"`) {
			t.Errorf("%s: %s", field, r.Body)
		}
	}
	staff.JSON(http.MethodPut, at, object{"name": "Linden GmbH", "address": "Berlin\r\nGermany", "invoicePrefix": "2026-", "version": 0}).Want(http.StatusOK).Decode(&got)
	if got["address"] != "Berlin\nGermany" || got["version"] != 1.0 {
		t.Errorf("saved: %v", got)
	}
	staff.JSON(http.MethodPut, at, object{"name": "Other", "version": 0}).Want(http.StatusConflict)

	c := guest(t, s, 1)
	o := placed(t, c)
	var list struct{ Documents []document }
	staff.Get("/api/orders/" + o["number"].(string) + "/documents").Want(http.StatusOK).Decode(&list)
	if len(list.Documents) != 1 || list.Documents[0].Number != "2026-00001" {
		t.Errorf("%+v", list)
	}
}
