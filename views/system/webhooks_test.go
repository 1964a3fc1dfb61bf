package system_test

import (
	"testing"

	"shop/views/system"
	"shop/views/ui"
	"shop/views/viewtest"
)

func webhookView() system.WebhookView {
	return system.WebhookView{
		Form: ui.Form{Version: "3"}, ID: "h1", URL: "https://example.com/hooks", Active: true,
		Events: []system.WebhookEvent{{Name: "order.placed", When: "An order was placed", Wanted: true}, {Name: "stock.low", When: "A SKU fell to its threshold"}},
		Deliveries: []system.WebhookDelivery{
			{ID: "e1-h1", Event: "order.placed", State: "queued", QueuedAt: then, Due: then, Attempts: 2, Status: 500, Error: "the receiver answers 500", Answer: "oops", Body: "{}"},
			{ID: "e2-h1", Event: "stock.low", State: "delivered", QueuedAt: then, Attempts: 1, Status: 204, Body: "{}"},
			{ID: "e3-h1", Event: "stock.low", State: "dead", QueuedAt: then, Attempts: 10, Error: "the address leads into a private network", Body: "{}"},
		},
		Total: 23, Page: 1, Pages: 2,
	}
}

func TestWebhooks(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "webhooks", system.Webhooks(system.WebhooksView{Most: 20, Webhooks: []system.Webhook{
		{ID: "h1", URL: "https://example.com/hooks", Events: []string{"order.placed", "stock.low"}, Active: true},
		{ID: "h2", URL: "https://example.org/", Events: []string{"order.placed"}, Stopped: "The receiver answered 410 Gone: it wants no more events."},
	}}))
	viewtest.Golden(t, "webhooks_none", system.Webhooks(system.WebhooksView{Most: 20}))
	viewtest.Golden(t, "webhook", system.WebhookPage(webhookView()))
	fresh := system.WebhookView{New: true, ID: "h1", Active: true, Events: webhookView().Events, URL: "example.com", Form: ui.Form{Errors: map[string]string{
		"url": "Please give an address such as https://example.com/webhooks.", "events": "Please choose at least one event.",
	}}}
	viewtest.Golden(t, "webhook_new_wrong", system.WebhookPage(fresh))
	made := webhookView()
	made.Secret, made.Deliveries, made.Total, made.Pages = "whsec_ABC", nil, 0, 1
	viewtest.Golden(t, "webhook_made", system.WebhookPage(made))
}

// What a receiver answers is shown as text.
func TestWebhooks_escape_what_they_show(t *testing.T) {
	t.Parallel()
	v := webhookView()
	v.URL, v.Message, v.Stopped = viewtest.Nasty, viewtest.Nasty, viewtest.Nasty
	d := &v.Deliveries[0]
	d.ID, d.Event, d.Error, d.Answer, d.Body = viewtest.Nasty, viewtest.Nasty, viewtest.Nasty, viewtest.Nasty, viewtest.Nasty
	viewtest.Check(t, viewtest.Render(t, system.WebhookPage(v)))
	viewtest.Check(t, viewtest.Render(t, system.Webhooks(system.WebhooksView{Webhooks: []system.Webhook{
		{ID: viewtest.Nasty, URL: viewtest.Nasty, Events: []string{viewtest.Nasty}, Stopped: viewtest.Nasty},
	}})))
}
