package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/platform/web"
	"shop/platform/webhook"
)

// Webhooks are the operations of the programs that are told what happens. It
// implements [web.Routes].
type Webhooks struct{ desk *webhook.Desk }

// NewWebhooks returns the operations over the desk.
func NewWebhooks(desk *webhook.Desk) *Webhooks { return &Webhooks{desk} }

// Routes implements [web.Routes].
func (a *Webhooks) Routes(r *web.Router) {
	const all, one = "/api/admin/webhooks", "/api/admin/webhooks/{id}"
	list := webhookOperation(http.MethodGet, all, "admin-list-webhooks", "List webhooks")
	list.Description = "With the events that can be wanted. Secrets are not in it."
	web.Operation(r, web.StaffOnly, list, a.list)
	create := webhookOperation(http.MethodPost, all, "admin-create-webhook", "Add a webhook")
	create.Description = "The answer has the secret that signs what is sent; no other answer has it again."
	create.DefaultStatus = http.StatusCreated
	web.Operation(r, web.StaffOnly, create, a.create)
	web.Operation(r, web.StaffOnly, webhookOperation(http.MethodGet, one, "admin-get-webhook", "Get a webhook"), a.get)
	put := webhookOperation(http.MethodPut, one, "admin-replace-webhook", "Change a webhook")
	put.Description = "With the `version` that was read, a webhook that was changed since answers 409."
	web.Operation(r, web.StaffOnly, put, a.put)
	web.Operation(r, web.StaffOnly, webhookOperation(http.MethodDelete, one, "admin-delete-webhook", "Delete a webhook and its log"), a.remove)
	secret := webhookOperation(http.MethodPost, one+"/secret", "admin-renew-webhook-secret", "Give a webhook another secret")
	secret.Description, secret.DefaultStatus = "What is sent from now on is signed with it.", http.StatusOK
	web.Operation(r, web.StaffOnly, secret, a.renew)
	test := webhookOperation(http.MethodPost, one+"/test", "admin-test-webhook", "Send a test")
	test.Description, test.DefaultStatus = "It is tried once; how it went is in the webhook's deliveries soon.", http.StatusAccepted
	web.Operation(r, web.StaffOnly, test, a.test)
	log := webhookOperation(http.MethodGet, one+"/deliveries", "admin-list-webhook-deliveries", "List a webhook's deliveries")
	log.Description = "Those of the last 30 days, the latest first. A page after the last one is the last one."
	web.Operation(r, web.StaffOnly, log, a.deliveries)
	replay := webhookOperation(http.MethodPost, one+"/deliveries/{delivery}/replay", "admin-replay-webhook-delivery", "Send a delivery again")
	replay.Description = "Under the id it had, for as long as a new one. Of several calls at once one succeeds; the others get 404."
	web.Operation(r, web.StaffOnly, replay, a.replay)
}

func webhookOperation(method, path, id, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{"Admin: webhooks"}}
}

// WebhookDraft is what staff say of a webhook.
type WebhookDraft struct {
	URL    string   `json:"url" maxLength:"4000" example:"https://example.com/webhooks"`
	Events []string `json:"events" nullable:"false" maxItems:"100" doc:"Names of events" example:"[\"order.placed\"]"`
	Active bool     `json:"active" doc:"Whether events are sent"`
}

// Webhook is a program that is told what happens.
type Webhook struct {
	ID string `json:"id"`
	WebhookDraft
	Stopped   string    `json:"stopped,omitempty" doc:"Why the shop itself switched it off"`
	CreatedAt time.Time `json:"createdAt"`
	Version   int64     `json:"version" doc:"Counts the changes"`
}

// WebhookSecret is a webhook with the secret that was just made.
type WebhookSecret struct {
	Webhook
	Secret string `json:"secret" doc:"Signs what is sent; shown only this once"`
}

// WebhookEvent is an event that can be wanted.
type WebhookEvent struct {
	Name    string `json:"name" example:"order.placed"`
	Version int    `json:"version" doc:"That of its data"`
	When    string `json:"when" doc:"When it happens"`
}

// WebhookDelivery is an event on its way to a webhook.
type WebhookDelivery struct {
	ID       string          `json:"id" doc:"The same whenever it is sent again"`
	Event    string          `json:"event" example:"order.placed"`
	State    string          `json:"state" enum:"queued,delivered,dead" doc:"dead: given up"`
	QueuedAt time.Time       `json:"queuedAt"`
	DueAt    *time.Time      `json:"dueAt,omitempty" doc:"When it is tried next, for queued"`
	Attempts int             `json:"attempts" doc:"Since it was queued or sent again last"`
	Status   int             `json:"status,omitempty" doc:"The HTTP status of the receiver's last answer"`
	Answer   string          `json:"answer,omitempty" doc:"The beginning of that answer's text"`
	Error    string          `json:"error,omitempty" doc:"Why the last attempt was no success"`
	Body     json.RawMessage `json:"body" doc:"What is posted"`
}

func webhookOf(h webhook.Hook) Webhook {
	return Webhook{
		ID: h.ID, WebhookDraft: WebhookDraft{URL: h.URL, Events: h.Events, Active: h.Active},
		Stopped: h.Stopped, CreatedAt: h.CreatedAt, Version: h.Version,
	}
}

func deliveryOf(d webhook.Delivery) WebhookDelivery {
	out := WebhookDelivery{
		ID: d.ID, Event: d.Event, State: string(d.State), QueuedAt: d.QueuedAt, Attempts: d.Attempts,
		Status: d.Status, Answer: d.Answer, Error: d.Error, Body: d.Body,
	}
	if d.State == webhook.Queued {
		out.DueAt = &d.Due
	}
	return out
}

type webhooksOutput struct {
	Body struct {
		Webhooks []Webhook      `json:"webhooks" nullable:"false"`
		Events   []WebhookEvent `json:"events" nullable:"false" doc:"Those that can be wanted"`
	}
}

func (a *Webhooks) list(ctx context.Context, _ *struct{}) (*webhooksOutput, error) {
	hooks, err := a.desk.List(ctx)
	if err != nil {
		return nil, err
	}
	var out webhooksOutput
	out.Body.Webhooks, out.Body.Events = make([]Webhook, len(hooks)), []WebhookEvent{}
	for i, h := range hooks {
		out.Body.Webhooks[i] = webhookOf(h)
	}
	for _, t := range a.desk.Topics() {
		out.Body.Events = append(out.Body.Events, WebhookEvent{Name: t.Event, Version: t.Version, When: t.When})
	}
	return &out, nil
}

type webhookInput struct {
	ID string `path:"id" maxLength:"64"`
}

type webhookOutput struct{ Body Webhook }

type secretOutput struct{ Body WebhookSecret }

func (a *Webhooks) get(ctx context.Context, in *webhookInput) (*webhookOutput, error) {
	h, err := a.desk.Find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &webhookOutput{webhookOf(h)}, nil
}

type createWebhookInput struct{ Body WebhookDraft }

func (a *Webhooks) create(ctx context.Context, in *createWebhookInput) (*secretOutput, error) {
	h, err := a.desk.Create(ctx, a.desk.NewID(), webhook.Draft(in.Body))
	if err != nil {
		return nil, err
	}
	return &secretOutput{WebhookSecret{webhookOf(h), h.Secret}}, nil
}

type putWebhookInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		WebhookDraft
		Version *int64 `json:"version,omitempty" minimum:"0" doc:"The version that was read; absent replaces any"`
	}
}

func (a *Webhooks) put(ctx context.Context, in *putWebhookInput) (*webhookOutput, error) {
	h, err := a.desk.Change(ctx, in.ID, in.Body.Version, webhook.Draft(in.Body.WebhookDraft))
	if err != nil {
		return nil, err
	}
	return &webhookOutput{webhookOf(h)}, nil
}

func (a *Webhooks) remove(ctx context.Context, in *webhookInput) (*struct{}, error) {
	return nil, a.desk.Delete(ctx, in.ID)
}

func (a *Webhooks) renew(ctx context.Context, in *webhookInput) (*secretOutput, error) {
	h, err := a.desk.Renew(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &secretOutput{WebhookSecret{webhookOf(h), h.Secret}}, nil
}

type deliveryOutput struct{ Body WebhookDelivery }

func (a *Webhooks) test(ctx context.Context, in *webhookInput) (*deliveryOutput, error) {
	d, err := a.desk.Test(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &deliveryOutput{deliveryOf(d)}, nil
}

type deliveriesInput struct {
	ID    string `path:"id" maxLength:"64"`
	Page  int    `query:"page" minimum:"1" maximum:"1000" default:"1"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type deliveriesOutput struct {
	Body struct {
		Deliveries []WebhookDelivery `json:"deliveries" nullable:"false"`
		Page       int               `json:"page"`
		TotalPages int               `json:"totalPages"`
		Total      int               `json:"total"`
	}
}

func (a *Webhooks) deliveries(ctx context.Context, in *deliveriesInput) (*deliveriesOutput, error) {
	page, err := a.desk.Deliveries(ctx, in.ID, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	var out deliveriesOutput
	out.Body.Deliveries = make([]WebhookDelivery, len(page.Items))
	for i, d := range page.Items {
		out.Body.Deliveries[i] = deliveryOf(d)
	}
	out.Body.Page, out.Body.TotalPages, out.Body.Total = page.Page, page.Pages, page.Total
	return &out, nil
}

type replayInput struct {
	ID       string `path:"id" maxLength:"64"`
	Delivery string `path:"delivery" maxLength:"128"`
}

func (a *Webhooks) replay(ctx context.Context, in *replayInput) (*struct{}, error) {
	return nil, a.desk.Replay(ctx, in.ID, in.Delivery)
}
