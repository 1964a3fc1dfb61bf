package pages_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
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

func TestDocuments_OfAllOrders(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const at = "/admin/documents"
	staff := s.StaffMember(t)
	contains(t, staff.Get(at).Want(http.StatusOK), "No documents yet")
	first := order(t, buyer(t, s))
	second := order(t, buyer(t, s))
	staff.Post("/admin"+first+"/transitions", url.Values{"to": {"cancelled"}}).Want(http.StatusSeeOther)
	staff.Get("/admin" + first).Want(http.StatusOK)
	today := time.Now().UTC().Format(time.DateOnly)
	page := staff.Get(at + "?from=" + today + "&to=" + today).Want(http.StatusOK)
	contains(t, page, "3 documents", "INV-00001", "INV-00002", "CN-00001", "Credit note to INV-0000", `href="`+first+`/documents/`, `href="/admin`+second+`"`,
		`href="/admin/documents.csv?from=`+today+`&amp;to=`+today+`"`)
	contains(t, staff.Get(at+"?kind=credit-note").Want(http.StatusOK), "1 document<", "CN-00001")
	contains(t, staff.Get(at+"?to=2020-01-01").Want(http.StatusOK), "No document matches")
	contains(t, staff.Get(at+"?q="+strings.TrimPrefix(second, "/orders/")).Want(http.StatusOK), "1 document<")
	contains(t, staff.Get(at+"?from=yesterday&to=2026-13-01").Want(http.StatusUnprocessableEntity), "Please enter a day, such as 2026-01-31.", `id="field-from-error"`, `id="field-to-error"`)

	file := staff.Get(at + ".csv").Want(http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
	if err != nil || len(rows) != 4 || !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") || !strings.Contains(file.Header.Get("Content-Disposition"), "documents.csv") {
		t.Fatalf("%v: %v %v", err, file.Header, rows)
	}
	sum := 0.0
	for _, row := range rows[1:] {
		gross, err := strconv.ParseFloat(row[12], 64)
		if err != nil || row[2] != today || row[13] != "EUR" || row[9] != "19 %" {
			t.Errorf("%v: %v", err, row)
		}
		sum += gross
	}
	if sum <= 0 || strconv.FormatFloat(sum, 'f', 2, 64) != rows[1][12] { // one of two equal orders was given back
		t.Errorf("in all %v: %v", sum, rows)
	}
	for _, path := range []string{at, at + ".csv"} {
		s.Shopper(t).Get(path).Want(http.StatusForbidden)
	}
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
