package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/invoicepdf"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/tax"
	"shop/platform/money"
	"shop/platform/web"
)

// Documents serves invoices and credit notes to those who may see the order, and
// lets staff say what is on them. It implements [web.Routes].
type Documents struct {
	orders   *order.Service
	invoices *invoice.Service
	zone     *time.Location
}

// NewDocuments returns the operations of documents, on which days are those of
// the zone.
func NewDocuments(orders *order.Service, invoices *invoice.Service, zone *time.Location) *Documents {
	return &Documents{orders: orders, invoices: invoices, zone: zone}
}

// Routes implements [web.Routes].
func (a *Documents) Routes(r *web.Router) {
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodGet, Path: "/api/orders/{number}/documents", Tags: []string{tagOrders}, Summary: "List an order's invoice and credit notes",
		Description: "An order has an invoice once it is placed, and a credit note for each refund. One's own, or a guest's by its `Order-Token`.",
	}, a.list)
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodGet, Path: "/api/orders/{number}/documents/{document}", Tags: []string{tagOrders}, Summary: "Get an invoice or a credit note as PDF",
		Responses: map[string]*huma.Response{"200": {
			Description: "The document", Content: map[string]*huma.MediaType{invoicepdf.ContentType: {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
		}},
	}, a.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/documents", Tags: []string{tagStaff}, Summary: "List all invoices and credit notes", Description: "The latest first.",
	}, a.all)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/invoice-settings", Tags: []string{tagStaff}, Summary: "Get what invoices say of the shop",
	}, a.seller)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPut, Path: "/api/admin/invoice-settings", Tags: []string{tagStaff}, Summary: "Replace what invoices say of the shop",
		Description: "Documents that were issued keep what they say. With the `version` that was read, settings that were changed since answer 409.",
	}, a.setSeller)
}

// Document is an invoice or a credit note.
type Document struct {
	Number   string      `json:"number" example:"INV-00042" doc:"Each kind is counted by itself, without a gap"`
	Kind     string      `json:"kind" enum:"invoice,credit-note"`
	Corrects string      `json:"corrects,omitempty" doc:"The number of the invoice that a credit note is about"`
	IssuedAt time.Time   `json:"issuedAt"`
	Total    money.Money `json:"total"`
	Tax      money.Money `json:"tax" doc:"Contained in the total"`
}

// DocumentsOutput is an order's documents.
type DocumentsOutput struct {
	Body struct {
		Documents []Document `json:"documents" nullable:"false"`
	}
}

func (a *Documents) list(ctx context.Context, in *OrderInput) (*DocumentsOutput, error) {
	o, err := a.orders.Owned(ctx, in.Number, in.token(ctx))
	if err != nil {
		return nil, err
	}
	issued, err := a.invoices.Of(ctx, o)
	if err != nil {
		return nil, err
	}
	out := &DocumentsOutput{}
	out.Body.Documents = []Document{}
	for _, d := range issued {
		out.Body.Documents = append(out.Body.Documents, documentOf(d))
	}
	return out, nil
}

func documentOf(d invoice.Document) Document {
	return Document{Number: d.Number(), Kind: string(d.Kind), Corrects: d.Corrects, IssuedAt: d.IssuedAt, Total: d.Total, Tax: d.Tax()}
}

// AllDocumentsInput filters the documents of all orders.
type AllDocumentsInput struct {
	PageInput
	Query string `query:"q" maxLength:"100" doc:"The beginning of an order's number or of an e-mail address"`
	Kind  string `query:"kind" enum:"invoice,credit-note"`
	From  string `query:"from" format:"date" doc:"The first day on which they were issued, in the shop's time zone"`
	To    string `query:"to" format:"date" doc:"The last day"`
}

// StaffDocument is a document in the list of all.
type StaffDocument struct {
	Document
	Order    string     `json:"order" doc:"The order's number"`
	Customer string     `json:"customer"`
	Email    string     `json:"email"`
	Taxes    []TaxShare `json:"taxes" nullable:"false" doc:"By rate, the highest first"`
}

// TaxShare is the part of a document that is taxed at one rate.
type TaxShare struct {
	Rate tax.Rate    `json:"rate" doc:"In hundredths of a percent" example:"1900"`
	Net  money.Money `json:"net"`
	Tax  money.Money `json:"tax"`
}

// AllDocumentsOutput is a page of documents.
type AllDocumentsOutput struct {
	Body struct {
		Documents []StaffDocument `json:"documents" nullable:"false"`
		Total     int             `json:"total"`
	}
}

func (a *Documents) all(ctx context.Context, in *AllDocumentsInput) (*AllDocumentsOutput, error) {
	f, err := invoice.Days(in.From, in.To, a.zone)
	if err != nil {
		return nil, err
	}
	f.Kind, f.Search = invoice.Kind(in.Kind), in.Query
	page, err := a.invoices.List(ctx, f, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &AllDocumentsOutput{}
	out.Body.Documents, out.Body.Total = []StaffDocument{}, page.Total
	for _, d := range page.Items {
		shown := StaffDocument{Document: documentOf(d), Order: d.OrderNumber, Customer: d.Customer(), Email: d.Email, Taxes: []TaxShare{}}
		for _, s := range d.Taxes {
			shown.Taxes = append(shown.Taxes, TaxShare(s))
		}
		out.Body.Documents = append(out.Body.Documents, shown)
	}
	return out, nil
}

// DocumentInput names a document of an order.
type DocumentInput struct {
	OrderInput
	Document string `path:"document" maxLength:"40" example:"INV-00042"`
}

// DocumentOutput is a PDF.
type DocumentOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (a *Documents) get(ctx context.Context, in *DocumentInput) (*DocumentOutput, error) {
	o, err := a.orders.Owned(ctx, in.Number, in.token(ctx))
	if err != nil {
		return nil, err
	}
	d, err := a.invoices.Get(ctx, o, in.Document)
	if err != nil {
		return nil, err
	}
	pdf, err := invoicepdf.Render(d, a.zone)
	if err != nil {
		return nil, err
	}
	return &DocumentOutput{ContentType: invoicepdf.ContentType, Disposition: invoicepdf.Disposition(d), Body: pdf}, nil
}

// InvoiceSettings are what invoices say of the shop.
type InvoiceSettings struct {
	Name             string `json:"name" maxLength:"100" example:"Linden"`
	Address          string `json:"address,omitempty" maxLength:"600" doc:"Of several lines"`
	Email            string `json:"email,omitempty" maxLength:"254"`
	TaxID            string `json:"taxId,omitempty" maxLength:"100" example:"DE123456789" doc:"The number that the tax authority knows the shop by"`
	Footer           string `json:"footer,omitempty" maxLength:"600" doc:"At the foot of each page"`
	InvoicePrefix    string `json:"invoicePrefix,omitempty" maxLength:"12" example:"INV-" doc:"In front of the numbers of invoices"`
	CreditNotePrefix string `json:"creditNotePrefix,omitempty" maxLength:"12" example:"CN-" doc:"In front of the numbers of credit notes"`
}

// InvoiceSettingsOutput is the answer with them.
type InvoiceSettingsOutput struct {
	Body struct {
		InvoiceSettings
		Version int64 `json:"version" doc:"Counts the changes"`
	}
}

func (a *Documents) seller(ctx context.Context, _ *struct{}) (*InvoiceSettingsOutput, error) {
	seller, version, err := a.invoices.Seller(ctx)
	if err != nil {
		return nil, err
	}
	out := &InvoiceSettingsOutput{}
	out.Body.InvoiceSettings, out.Body.Version = InvoiceSettings(seller), version
	return out, nil
}

// InvoiceSettingsInput are the settings as they shall be.
type InvoiceSettingsInput struct {
	Body struct {
		InvoiceSettings
		Version *int64 `json:"version,omitempty" minimum:"0" doc:"The version that was read; absent replaces any"`
	}
}

func (a *Documents) setSeller(ctx context.Context, in *InvoiceSettingsInput) (*InvoiceSettingsOutput, error) {
	if err := a.invoices.SetSeller(ctx, invoice.Seller(in.Body.InvoiceSettings), in.Body.Version); err != nil {
		return nil, err
	}
	return a.seller(ctx, nil)
}
