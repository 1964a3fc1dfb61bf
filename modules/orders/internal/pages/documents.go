package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/invoicepdf"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// document is an invoice or credit note as PDF.
func (p *Orders) document(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("number")
	o, err := p.orders.Owned(ctx, number, keyring(ctx).Token(number))
	if err != nil {
		return err
	}
	d, err := p.invoices.Get(ctx, o, c.Param("document"))
	if err != nil {
		return err
	}
	pdf, err := invoicepdf.Render(d, p.zone)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", invoicepdf.Disposition(d))
	header.Set("Cache-Control", "private, no-cache")
	return c.Blob(http.StatusOK, invoicepdf.ContentType, pdf)
}

// Documents shows staff the invoices and credit notes of all orders. It
// implements [web.Routes].
type Documents struct {
	invoices *invoice.Service
	zone     *time.Location
}

// NewDocuments returns the pages of documents, on which days are those of the
// zone.
func NewDocuments(invoices *invoice.Service, zone *time.Location) *Documents {
	return &Documents{invoices: invoices, zone: zone}
}

// Routes implements [web.Routes].
func (p *Documents) Routes(r *web.Router) {
	r.Page(http.MethodGet, href.AdminDocuments(), web.StaffOnly, p.list)
	r.Page(http.MethodGet, href.AdminDocumentsCSV(), web.StaffOnly, p.export)
}

// asked is what of the documents is wanted. An unknown kind is none.
func (p *Documents) asked(c echo.Context) (views.AdminDocumentFilter, invoice.Filter, error) {
	shown := views.AdminDocumentFilter{
		Query: c.QueryParam("q"), Kind: c.QueryParam("kind"), From: c.QueryParam("from"), To: c.QueryParam("to"),
	}
	f, err := invoice.Days(shown.From, shown.To, p.zone)
	f.Kind, f.Search = invoice.Kind(shown.Kind), shown.Query
	return shown, f, err
}

func (p *Documents) list(c echo.Context) error {
	shown, f, err := p.asked(c)
	v := views.AdminDocumentsView{Filter: shown}
	if err != nil {
		v.Errors = web.FieldErrors(err)
		return web.Page(c, web.StatusOf(err), adminHead("Invoices", "orders"), views.AdminDocuments(v))
	}
	page, err := p.invoices.List(c.Request().Context(), f, pageNumber(c.QueryParams()), adminSize)
	if err != nil {
		return err
	}
	v.Total, v.Page, v.Pages = page.Total, page.Page, page.Pages
	for _, d := range page.Items {
		v.Rows = append(v.Rows, views.AdminDocumentRow{
			Number: d.Number(), Href: href.OrderDocument(d.OrderNumber, d.Number()), Kind: documentNames[d.Kind], Corrects: d.Corrects,
			Order: d.OrderNumber, OrderHref: href.AdminOrder(d.OrderNumber), Customer: d.Customer(), IssuedAt: d.IssuedAt,
			Tax: d.Tax().String(), Total: d.Total.String(),
		})
	}
	return web.Page(c, http.StatusOK, adminHead("Invoices", "orders"), views.AdminDocuments(v))
}

// export sends the list as a file, as it is read from the database.
func (p *Documents) export(c echo.Context) error {
	_, f, err := p.asked(c)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="documents.csv"`)
	header.Set("Cache-Control", "private, no-cache")
	return p.invoices.Export(c.Request().Context(), f, p.zone, c.Response())
}

var documentNames = map[invoice.Kind]string{invoice.Invoice: "Invoice", invoice.CreditNote: "Credit note"}

func documentsOf(list []invoice.Document) []views.Document {
	var shown []views.Document
	for _, d := range list {
		shown = append(shown, views.Document{
			Label: documentNames[d.Kind] + " " + d.Number(), Total: d.Total.String(), Href: href.OrderDocument(d.OrderNumber, d.Number()),
		})
	}
	return shown
}
