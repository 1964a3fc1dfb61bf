package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/invoicepdf"
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
