package pages

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/letters"
	"shop/modules/orders/internal/order"
	"shop/platform/identity"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// Mails shows staff the mails that shoppers get. It implements [web.Routes].
type Mails struct{ previews *letters.Previews }

// NewMails returns the pages of the previews.
func NewMails(previews *letters.Previews) *Mails { return &Mails{previews: previews} }

// Routes implements [web.Routes].
func (p *Mails) Routes(r *web.Router) {
	r.Page(http.MethodGet, href.AdminMails(), web.StaffOnly, p.show)
	r.Page(http.MethodGet, href.AdminMailHTML(), web.StaffOnly, p.html)
	r.Page(http.MethodPost, href.AdminMailTest(), web.StaffOnly, p.test)
}

// asked is what the request is about; the first kind where it says none.
func asked(c echo.Context) (kind, number string) {
	if kind = c.FormValue("kind"); kind == "" {
		kind = string(views.MailKinds[0])
	}
	return kind, strings.TrimSpace(c.FormValue("order"))
}

func (p *Mails) show(c echo.Context) error {
	ctx := c.Request().Context()
	kind, number := asked(c)
	view := views.AdminMailsView{Kind: views.MailKind(kind), Number: number, To: identity.From(ctx).Email}
	status := http.StatusOK
	m, err := p.previews.Preview(ctx, kind, number)
	switch {
	case errors.Is(err, order.ErrNotFound):
		status, view.Error = http.StatusNotFound, "There is no order of this number."
	case err != nil:
		return err
	}
	view.Subject, view.Text = m.Subject, m.Text
	return web.Page(c, status, adminHead("Mails", "settings"), views.AdminMails(view))
}

// html shows a mail's HTML as a mail program would: styled, without scripts,
// and with no way back into the shop. Only this shop's pages may frame it.
func (p *Mails) html(c echo.Context) error {
	kind, number := asked(c)
	m, err := p.previews.Preview(c.Request().Context(), kind, number)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy",
		"sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	return c.HTML(http.StatusOK, m.HTML)
}

func (p *Mails) test(c echo.Context) error {
	kind, number := asked(c)
	to, err := p.previews.SendTest(c.Request().Context(), kind, number)
	if err != nil {
		return err
	}
	web.SetFlash(c, "The mail is on its way to "+to+".")
	return web.SeeOther(c, href.NewAdminQuery(href.AdminMails(), "kind", kind, "order", number).URL())
}
