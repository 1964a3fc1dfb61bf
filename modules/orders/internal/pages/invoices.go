package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/invoice"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
	"shop/views/ui"
)

// Invoices serves staff the form of what invoices say of the shop. It
// implements [web.Routes].
type Invoices struct{ service *invoice.Service }

// NewInvoices returns the form.
func NewInvoices(service *invoice.Service) *Invoices { return &Invoices{service: service} }

// Routes implements [web.Routes].
func (p *Invoices) Routes(r *web.Router) {
	r.Page(http.MethodGet, href.AdminInvoices(), web.StaffOnly, p.show)
	r.Page(http.MethodPost, href.AdminInvoices(), web.StaffOnly, p.save)
}

func (p *Invoices) show(c echo.Context) error {
	seller, version, err := p.service.Seller(c.Request().Context())
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, views.AdminInvoicesView{
		Form: storedForm(version), Name: seller.Name, Address: seller.Address, Email: seller.Email, TaxID: seller.TaxID,
		Footer: seller.Footer, InvoicePrefix: seller.InvoicePrefix, CreditNotePrefix: seller.CreditNotePrefix,
	})
}

func (p *Invoices) render(c echo.Context, status int, v views.AdminInvoicesView) error {
	return web.Page(c, status, adminHead("Invoices", "settings"), views.AdminInvoices(v))
}

// save stores the form, or shows it again and says why not.
func (p *Invoices) save(c echo.Context) error {
	ctx := c.Request().Context()
	v := views.AdminInvoicesView{
		Form: ui.Form{Version: c.FormValue("version")}, Name: c.FormValue("name"), Address: c.FormValue("address"), Email: c.FormValue("email"),
		TaxID: c.FormValue("taxId"), Footer: c.FormValue("footer"),
		InvoicePrefix: c.FormValue("invoicePrefix"), CreditNotePrefix: c.FormValue("creditNotePrefix"),
	}
	err := p.service.SetSeller(ctx, invoice.Seller{
		Name: v.Name, Address: v.Address, Email: v.Email, TaxID: v.TaxID, Footer: v.Footer,
		InvoicePrefix: v.InvoicePrefix, CreditNotePrefix: v.CreditNotePrefix,
	}, formVersion(v.Version))
	if err == nil {
		web.SetFlash(c, "What invoices say is saved.")
		return web.SeeOther(c, href.AdminInvoices())
	}
	if err := refuse(&v.Form, err, invoice.ErrConflict, func() (int64, error) {
		_, latest, err := p.service.Seller(ctx)
		return latest, err
	}); err != nil {
		return err
	}
	return p.render(c, web.StatusOf(err), v)
}
