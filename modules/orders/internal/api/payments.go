package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/offline"
	"shop/platform/web"
)

// Payments lets staff say how the shop is paid outside the program. It
// implements [web.Routes].
type Payments struct{ service *offline.Service }

// NewPayments returns the staff's operations of payment settings.
func NewPayments(service *offline.Service) *Payments { return &Payments{service: service} }

// Routes implements [web.Routes].
func (a *Payments) Routes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/payment-settings", Tags: []string{tagStaff}, Summary: "Get how the shop is paid by transfer or on delivery",
	}, a.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPut, Path: "/api/admin/payment-settings", Tags: []string{tagStaff}, Summary: "Replace how the shop is paid by transfer or on delivery",
		Description: "Whoever has an order that waits for a transfer is shown the new account. Bank transfer is offered only with an account or " +
			"instructions. With the `version` that was read, settings that were changed since answer 409.",
	}, a.put)
}

// BankAccount is where transfers go.
type BankAccount struct {
	Holder string `json:"holder" maxLength:"400" example:"Linden GmbH"`
	Number string `json:"number" maxLength:"400" example:"DE89370400440532013000" doc:"The IBAN, answered without spaces; where there are none, the account's number"`
	BIC    string `json:"bic,omitempty" maxLength:"400" example:"COBADEFFXXX" doc:"ISO 9362"`
	Bank   string `json:"bank,omitempty" maxLength:"400" doc:"Its name"`
}

// PaymentSettings are how the shop is paid outside the program.
type PaymentSettings struct {
	Offered      []string     `json:"offered" nullable:"false" maxItems:"10" enum:"transfer,cash-on-delivery" doc:"The ways to pay that new orders may use, beside those that a provider takes"`
	Account      *BankAccount `json:"account,omitempty" doc:"Absent where none is entered"`
	Instructions string       `json:"instructions,omitempty" maxLength:"4000" doc:"What shoppers are told besides the account"`
}

// PaymentSettingsOutput is the answer with them.
type PaymentSettingsOutput struct {
	Body struct {
		PaymentSettings
		Version int64 `json:"version" doc:"Counts the changes"`
	}
}

func (a *Payments) get(ctx context.Context, _ *struct{}) (*PaymentSettingsOutput, error) {
	settings, version, err := a.service.Read(ctx)
	if err != nil {
		return nil, err
	}
	out := &PaymentSettingsOutput{}
	out.Body.Version = version
	out.Body.PaymentSettings = PaymentSettings{
		Offered: append([]string{}, settings.Offered...), Account: accountOf(settings.Account), Instructions: settings.Instructions,
	}
	return out, nil
}

func accountOf(a offline.Account) *BankAccount {
	if a == (offline.Account{}) {
		return nil
	}
	shown := BankAccount(a)
	return &shown
}

func instructionsOf(told *offline.Instructions) *PaymentInstructions {
	if told == nil {
		return nil
	}
	return &PaymentInstructions{Amount: told.Amount, Reference: told.Reference, Account: accountOf(told.Account), Instructions: told.Text}
}

// PaymentSettingsInput are the settings as they shall be.
type PaymentSettingsInput struct {
	Body struct {
		PaymentSettings
		Version *int64 `json:"version,omitempty" minimum:"0" doc:"The version that was read; absent replaces any"`
	}
}

func (a *Payments) put(ctx context.Context, in *PaymentSettingsInput) (*PaymentSettingsOutput, error) {
	settings := offline.Settings{Offered: in.Body.Offered, Instructions: in.Body.Instructions}
	if in.Body.Account != nil {
		settings.Account = offline.Account(*in.Body.Account)
	}
	if err := a.service.Replace(ctx, settings, in.Body.Version); err != nil {
		return nil, err
	}
	return a.get(ctx, nil)
}
