package api_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"shop/modules/system/internal/api"
	"shop/modules/system/internal/systemtest"
	"shop/platform/redis/redistest"
)

func TestWebhooks_are_for_staff(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	guest, shopper := p.Client(t), p.SignedIn(t, systemtest.Shopper)
	const all = "/api/admin/webhooks"
	for _, op := range []struct{ method, path string }{
		{http.MethodGet, all}, {http.MethodPost, all}, {http.MethodGet, all + "/x"}, {http.MethodPut, all + "/x"}, {http.MethodDelete, all + "/x"},
		{http.MethodPost, all + "/x/secret"}, {http.MethodPost, all + "/x/test"}, {http.MethodGet, all + "/x/deliveries"},
		{http.MethodPost, all + "/x/deliveries/y/replay"},
	} {
		guest.JSON(op.method, op.path, nil).Want(http.StatusUnauthorized)
		shopper.JSON(op.method, op.path, nil).Want(http.StatusForbidden)
	}
}

func TestWebhooks(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	staff := p.AsStaff(t)
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(receiver.Close)
	const all = "/api/admin/webhooks"

	var made api.WebhookSecret
	staff.JSON(http.MethodPost, all, map[string]any{"url": receiver.URL, "events": []string{"parcel.sent"}, "active": true}).
		Want(http.StatusCreated).Decode(&made)
	if made.ID == "" || made.Secret == "" || !made.Active || made.Version != 1 {
		t.Fatalf("made is %+v", made)
	}
	one := all + "/" + made.ID
	for field, bad := range map[string]map[string]any{
		"url":    {"url": "https://192.168.1.1", "events": []string{"parcel.sent"}, "active": true},
		"events": {"url": receiver.URL, "events": []string{"parcel.eaten"}, "active": true},
	} {
		problem := staff.JSON(http.MethodPost, all, bad).Want(http.StatusUnprocessableEntity).Problem()
		if list, _ := problem["errors"].([]any); len(list) != 1 {
			t.Errorf("a bad %s: %v", field, problem)
		}
	}
	var list struct {
		Webhooks []api.Webhook
		Events   []api.WebhookEvent
	}
	staff.Get(all).Want(http.StatusOK).Decode(&list)
	if len(list.Webhooks) != 1 || len(list.Events) != 2 || list.Events[1] != (api.WebhookEvent{Name: "parcel.sent", Version: 2, When: "A parcel was sent"}) {
		t.Errorf("the list is %+v", list)
	}

	staff.JSON(http.MethodPost, one+"/test", nil).Want(http.StatusAccepted)
	p.Happen(t, "parcel-1")
	var log struct {
		Deliveries              []api.WebhookDelivery
		Page, TotalPages, Total int
	}
	redistest.WaitFor(t, "both are delivered", func() bool {
		staff.Get(one + "/deliveries").Want(http.StatusOK).Decode(&log)
		return log.Total == 2 && log.Deliveries[0].State == "delivered" && log.Deliveries[1].State == "delivered"
	})
	replay := one + "/deliveries/" + log.Deliveries[0].ID + "/replay"
	staff.JSON(http.MethodPost, replay, nil).Want(http.StatusNoContent)
	if problem := staff.JSON(http.MethodPost, one+"/deliveries/nothing/replay", nil).Want(http.StatusNotFound).Problem(); problem["code"] != "no-delivery" {
		t.Errorf("nothing is sent again: %v", problem)
	}

	change := map[string]any{"url": receiver.URL, "events": []string{"parcel.lost"}, "active": false, "version": 1}
	var changed api.Webhook
	staff.JSON(http.MethodPut, one, change).Want(http.StatusOK).Decode(&changed)
	if changed.Active || changed.Version != 2 || changed.Events[0] != "parcel.lost" {
		t.Errorf("changed is %+v", changed)
	}
	staff.JSON(http.MethodPut, one, change).Want(http.StatusConflict)
	var renewed api.WebhookSecret
	staff.JSON(http.MethodPost, one+"/secret", nil).Want(http.StatusOK).Decode(&renewed)
	if renewed.Secret == "" || renewed.Secret == made.Secret {
		t.Errorf("renewed is %+v", renewed)
	}
	staff.JSON(http.MethodDelete, one, nil).Want(http.StatusNoContent)
	staff.Get(one).Want(http.StatusNotFound)
	staff.Get(one + "/deliveries").Want(http.StatusNotFound)
}
