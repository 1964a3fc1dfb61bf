package api_test

import (
	"net/http"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
	"shop/platform/mail/mailtest"
)

func TestMails(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff, shopper := s.StaffMember(t), s.Shopper(t)
	shopper.Get("/api/admin/mails/paid").Want(http.StatusForbidden)
	shopper.JSON(http.MethodPost, "/api/admin/mails/paid/test", nil).Want(http.StatusForbidden)
	var m struct{ Subject, HTML, Text string }
	staff.Get("/api/admin/mails/paid").Want(http.StatusOK).Decode(&m)
	if m.Subject != "Your payment for order 1001" || !strings.Contains(m.HTML, "Ada Lovelace") || !strings.Contains(m.Text, "Ada Lovelace") {
		t.Errorf("the mail is %+v", m)
	}
	staff.Get("/api/admin/mails/eaten").Want(http.StatusUnprocessableEntity)
	staff.Get("/api/admin/mails/paid?order=9x").Want(http.StatusNotFound)
	var to struct{ To string }
	staff.JSON(http.MethodPost, "/api/admin/mails/paid/test", nil).Want(http.StatusAccepted).Decode(&to)
	if sent := mailtest.Sent(t, s.Mailer); len(sent) != 1 || sent[0].To != to.To || to.To == "" {
		t.Errorf("sent to %q: %+v", to.To, sent)
	}
}
