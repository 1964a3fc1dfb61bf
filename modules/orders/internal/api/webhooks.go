package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/lifecycle"
	"shop/platform/web"
)

// Webhooks takes what payment providers tell on their own. It implements
// [web.Routes].
type Webhooks struct{ inbox *lifecycle.Inbox }

// NewWebhooks returns the operation of payment providers.
func NewWebhooks(inbox *lifecycle.Inbox) *Webhooks { return &Webhooks{inbox: inbox} }

// maxWebhook bounds a webhook's body, in bytes.
const maxWebhook = 256 << 10

// Routes implements [web.Routes].
func (a *Webhooks) Routes(r *web.Router) {
	// A provider has no session, and a burst of its notices no limit: each one
	// that is genuine counts.
	web.Operation(r, web.Asset, huma.Operation{
		Method: http.MethodPost, Path: "/api/webhooks/{method}", Tags: []string{tagPayments}, Summary: "Tell the shop that a payment changed",
		Description: "For payment providers, signed as each of them does. The notice is stored before it is answered, and has its effect once, however often it comes. " +
			"A provider should repeat one that isn't answered with 204.",
		DefaultStatus: http.StatusNoContent, MaxBodyBytes: maxWebhook, SkipValidateBody: true,
		RequestBody: &huma.RequestBody{Description: "As the provider has it", Content: map[string]*huma.MediaType{"application/json": {}}},
	}, a.receive)
}

// WebhookInput is a webhook as it came.
type WebhookInput struct {
	Method  string `path:"method" maxLength:"64" doc:"The payment method's id" example:"test"`
	RawBody []byte

	header http.Header
}

// Resolve implements huma.Resolver: which headers sign a webhook is the
// provider's affair.
func (in *WebhookInput) Resolve(ctx huma.Context) []error {
	in.header = make(http.Header)
	ctx.EachHeader(in.header.Add)
	return nil
}

func (a *Webhooks) receive(ctx context.Context, in *WebhookInput) (*struct{}, error) {
	return nil, a.inbox.Receive(ctx, in.Method, in.header, in.RawBody)
}
