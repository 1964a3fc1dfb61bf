package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/payment"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// Payments serves staff the form of how the shop is paid outside the program. It
// implements [web.Routes].
type Payments struct{ service *offline.Service }

// NewPayments returns the form.
func NewPayments(service *offline.Service) *Payments { return &Payments{service: service} }

// Routes implements [web.Routes].
func (p *Payments) Routes(r *web.Router) {
	r.Page(http.MethodGet, href.AdminPayments(), web.StaffOnly, p.show)
	r.Page(http.MethodPost, href.AdminPayments(), web.StaffOnly, p.save)
}

func (p *Payments) show(c echo.Context) error {
	settings, version, err := p.service.Read(c.Request().Context())
	if err != nil {
		return err
	}
	v := paymentsOf(settings, version)
	v.Number, v.Untold = settings.Account.Written(), settings.Offers(payment.TransferID) && !settings.TellsWhere()
	return p.render(c, http.StatusOK, v)
}

func paymentsOf(s offline.Settings, version int64) views.AdminPaymentsView {
	return views.AdminPaymentsView{
		Form: storedForm(version), Transfer: s.Offers(payment.TransferID), OnDelivery: s.Offers(payment.CashOnDeliveryID),
		Holder: s.Account.Holder, Number: s.Account.Number, BIC: s.Account.BIC, Bank: s.Account.Bank, Instructions: s.Instructions,
	}
}

func (p *Payments) render(c echo.Context, status int, v views.AdminPaymentsView) error {
	return web.Page(c, status, adminHead("Payments", "settings"), views.AdminPayments(v))
}

// save stores the form, or shows it again and says why not.
func (p *Payments) save(c echo.Context) error {
	ctx, version := c.Request().Context(), formVersion(c.FormValue("version"))
	settings := offline.Settings{
		Offered: c.Request().Form["offered"], Instructions: c.FormValue("instructions"),
		Account: offline.Account{
			Holder: c.FormValue("account.holder"), Number: c.FormValue("account.number"), BIC: c.FormValue("account.bic"), Bank: c.FormValue("account.bank"),
		},
	}
	err := p.service.Replace(ctx, settings, version)
	if err == nil {
		web.SetFlash(c, "How you are paid is saved.")
		return web.SeeOther(c, href.AdminPayments())
	}
	v := paymentsOf(settings, *version)
	if err := refuse(&v.Form, err, offline.ErrConflict, func() (int64, error) {
		_, latest, err := p.service.Read(ctx)
		return latest, err
	}); err != nil {
		return err
	}
	return p.render(c, web.StatusOf(err), v)
}
