package pages

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/platform/mail"
	"shop/platform/web"
	views "shop/views/auth"
)

// DevMail serves the mails of a demo shop, to anybody: there is nothing real in
// them. It implements [web.Routes].
type DevMail struct {
	mailer *mail.Mailer
	isDemo func(context.Context) (bool, error)
}

// NewDevMail returns the pages of the mails that mailer has. They are not there
// unless isDemo says so.
func NewDevMail(mailer *mail.Mailer, isDemo func(context.Context) (bool, error)) *DevMail {
	return &DevMail{mailer: mailer, isDemo: isDemo}
}

// Routes implements [web.Routes].
func (p *DevMail) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/dev/mail", web.Public, p.demoOnly(p.list))
	r.Page(http.MethodGet, "/dev/mail/message", web.Public, p.demoOnly(p.message))
	r.Page(http.MethodGet, "/dev/mail/html", web.Public, p.demoOnly(p.html))
}

func (p *DevMail) demoOnly(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		demo, err := p.isDemo(c.Request().Context())
		if err != nil {
			return err
		}
		if !demo {
			return echo.ErrNotFound
		}
		return next(c)
	}
}

// shown is how many mails the list goes back.
const shown = 100

func (p *DevMail) list(c echo.Context) error {
	mails, err := p.mailer.Recent(c.Request().Context(), shown)
	if err != nil {
		return err
	}
	var view views.DevMails
	for _, m := range mails {
		view.Mails = append(view.Mails, mailView(m))
	}
	return web.Page(c, http.StatusOK, private("Mail"), views.DevMailsPage(view))
}

func (p *DevMail) message(c echo.Context) error {
	m, err := p.mailer.Find(c.Request().Context(), c.QueryParam("id"))
	if err != nil {
		return err
	}
	return web.Page(c, http.StatusOK, private(m.Subject), views.DevMailPage(mailView(m)))
}

// html shows a mail's HTML as a mail program would: styled, without scripts,
// and with no way back into the shop.
func (p *DevMail) html(c echo.Context) error {
	m, err := p.mailer.Find(c.Request().Context(), c.QueryParam("id"))
	if err != nil {
		return err
	}
	if m.HTML == "" {
		return mail.ErrNoMail
	}
	c.Response().Header().Set("Content-Security-Policy",
		"sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'")
	return c.HTML(http.StatusOK, m.HTML)
}

// link matches the addresses in a mail's text.
var link = regexp.MustCompile(`https?://[^\s<>"]+`)

func mailView(m mail.Mail) views.DevMail {
	view := views.DevMail{
		ID: m.ID, To: m.To, Subject: m.Subject, State: string(m.State), SentAt: m.QueuedAt,
		Text: m.Text, HasHTML: m.HTML != "",
	}
	for _, address := range link.FindAllString(m.Text, -1) {
		view.Links = append(view.Links, strings.TrimRight(address, ".,;:!?)"))
	}
	return view
}
