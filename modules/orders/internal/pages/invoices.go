package pages

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/invoice"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
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
		Version: strconv.FormatInt(version, 10), Name: seller.Name, Address: seller.Address, Email: seller.Email, TaxID: seller.TaxID,
		Footer: seller.Footer, InvoicePrefix: seller.InvoicePrefix, CreditNotePrefix: seller.CreditNotePrefix,
	})
}

func (p *Invoices) render(c echo.Context, status int, v views.AdminInvoicesView) error {
	return web.Page(c, status, adminHead("Invoices", "settings"), views.AdminInvoices(v))
}

// save stores the form, or shows it again with what is wrong, or with the word
// that somebody else was faster: the version is then the latest, so that saving
// again overwrites knowingly.
func (p *Invoices) save(c echo.Context) error {
	ctx := c.Request().Context()
	v := views.AdminInvoicesView{
		Version: c.FormValue("version"), Name: c.FormValue("name"), Address: c.FormValue("address"), Email: c.FormValue("email"),
		TaxID: c.FormValue("taxId"), Footer: c.FormValue("footer"),
		InvoicePrefix: c.FormValue("invoicePrefix"), CreditNotePrefix: c.FormValue("creditNotePrefix"),
	}
	err := p.service.SetSeller(ctx, invoice.Seller{
		Name: v.Name, Address: v.Address, Email: v.Email, TaxID: v.TaxID, Footer: v.Footer,
		InvoicePrefix: v.InvoicePrefix, CreditNotePrefix: v.CreditNotePrefix,
	}, formVersion(v.Version))
	switch {
	case err == nil:
		web.SetFlash(c, "What invoices say is saved.")
		return web.SeeOther(c, href.AdminInvoices())
	case errors.Is(err, invoice.ErrConflict):
		_, latest, readErr := p.service.Seller(ctx)
		if readErr != nil {
			return readErr
		}
		v.Version = strconv.FormatInt(latest, 10)
		v.Message, _ = sentence(err)
	case fault.KindOf(err) == fault.Invalid:
		v.Errors = web.FieldErrors(err)
	default:
		return err
	}
	return p.render(c, web.StatusOf(err), v)
}
