package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/letters"
	"shop/platform/web"
)

// Mails shows staff the mails that shoppers get. It implements [web.Routes].
type Mails struct{ previews *letters.Previews }

// NewMails returns the operations of the previews.
func NewMails(previews *letters.Previews) *Mails { return &Mails{previews: previews} }

// Routes implements [web.Routes].
func (a *Mails) Routes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/mails/{kind}", Tags: []string{tagStaff}, Summary: "Preview a mail to shoppers",
		Description: "About an order, or about a sample. A guest's order is not opened by the link in it.",
	}, a.show)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/mails/{kind}/test", Tags: []string{tagStaff}, Summary: "Send a preview to yourself",
		DefaultStatus: http.StatusAccepted,
	}, a.test)
}

// MailInput says which mail.
type MailInput struct {
	Kind  string `path:"kind" enum:"placed,paid,shipped,cancelled,refunded,draft"`
	Order string `query:"order" maxLength:"40" doc:"The number of an order; a sample where there is none, and always of draft"`
}

// MailOutput is a mail as shoppers get it.
type MailOutput struct {
	Body struct {
		Subject string `json:"subject"`
		HTML    string `json:"html"`
		Text    string `json:"text"`
	}
}

func (a *Mails) show(ctx context.Context, in *MailInput) (*MailOutput, error) {
	m, err := a.previews.Preview(ctx, in.Kind, in.Order)
	if err != nil {
		return nil, err
	}
	out := &MailOutput{}
	out.Body.Subject, out.Body.HTML, out.Body.Text = m.Subject, m.HTML, m.Text
	return out, nil
}

// MailTestOutput says where a test goes.
type MailTestOutput struct {
	Body struct {
		To string `json:"to" doc:"The caller's address"`
	}
}

func (a *Mails) test(ctx context.Context, in *MailInput) (*MailTestOutput, error) {
	to, err := a.previews.SendTest(ctx, in.Kind, in.Order)
	if err != nil {
		return nil, err
	}
	out := &MailTestOutput{}
	out.Body.To = to
	return out, nil
}
