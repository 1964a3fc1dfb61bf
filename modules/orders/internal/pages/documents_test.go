package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestDocuments(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	at := order(t, c)
	const name = "Invoice INV-00001"
	contains(t, c.Get(at).Want(http.StatusOK), name, `href="`+at+`/documents/INV-00001"`)
	pdf := c.Get(at + "/documents/INV-00001").Want(http.StatusOK)
	if !strings.HasPrefix(pdf.Body, "%PDF-") || pdf.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(pdf.Header.Get("Cache-Control"), "private") {
		t.Errorf("%v %.20q", pdf.Header, pdf.Body)
	}
	s.Client(t).Get(at + "/documents/INV-00001").Want(http.StatusNotFound)
	c.Get(at + "/documents/INV-00002").Want(http.StatusNotFound)

	staff := s.StaffMember(t)
	staff.Post("/admin"+at+"/transitions", url.Values{"to": {"cancelled"}}).Want(http.StatusSeeOther)
	contains(t, staff.Get("/admin"+at).Want(http.StatusOK), name, "Credit note CN-00001")
	contains(t, c.Get(at).Want(http.StatusOK), name, "Credit note CN-00001")
}

func TestInvoiceSettings(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const at = "/admin/settings/invoices"
	staff := s.StaffMember(t)
	contains(t, staff.Get(at).Want(http.StatusOK), `value="Linden"`, `value="INV-"`)
	wrong := url.Values{"version": {"0"}, "name": {""}, "address": {"Berlin <7>"}, "invoicePrefix": {"a b"}}
	contains(t, staff.Post(at, wrong).Want(http.StatusUnprocessableEntity), "Please enter who sells.", "Berlin &lt;7&gt;", `value="a b"`, "such as INV-.")
	right := url.Values{"version": {"0"}, "name": {"Linden GmbH"}, "address": {"Berlin"}}
	staff.Post(at, right).Want(http.StatusSeeOther)
	contains(t, staff.Get(at).Want(http.StatusOK), `value="Linden GmbH"`)
	contains(t, staff.Post(at, right).Want(http.StatusConflict), "Somebody else changed", `value="1"`)
}
