package pages

import (
	"context"
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"shop/modules/system/internal/deadletter"
	"shop/modules/system/internal/health"
	"shop/modules/system/internal/keyspace"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/web"
	"shop/platform/webhook"
	"shop/views/layout"
	views "shop/views/system"
)

// Pages are the module's pages. It implements [web.Routes].
type Pages struct {
	health  *health.Service
	letters *deadletter.Service
	keys    *keyspace.Service
	hooks   *webhook.Desk
}

// New returns the pages over the services.
func New(health *health.Service, letters *deadletter.Service, keys *keyspace.Service, hooks *webhook.Desk) *Pages {
	return &Pages{health, letters, keys, hooks}
}

// Routes implements [web.Routes].
func (p *Pages) Routes(r *web.Router) {
	get := func(path string, h echo.HandlerFunc) { r.Page(http.MethodGet, path, web.StaffOnly, h) }
	post := func(path string, h echo.HandlerFunc) { r.Page(http.MethodPost, path, web.StaffOnly, h) }
	get("/admin/settings", p.settings)
	get("/admin/system", p.overview)
	get("/admin/system/events", p.events)
	post("/admin/system/events/retry", p.retryAll)
	post("/admin/system/events/:id/retry", p.retry)
	post("/admin/system/events/:id/discard", p.discard)
	post("/admin/system/mails/retry", p.retryMail)
	get("/admin/system/cache", p.cache)
	post("/admin/system/cache/:family/purge", p.purge)
}

// Failed is the dashboard's panel of what failed, which is there only when
// something did.
func (p *Pages) Failed() web.Panel {
	return web.Panel{Slot: "dashboard", Order: 10, Render: func(ctx context.Context) (templ.Component, error) {
		if !identity.From(ctx).IsStaff() {
			return nil, nil
		}
		events, err := p.letters.List(ctx, 1, 1)
		if err != nil {
			return nil, err
		}
		_, mails, err := p.letters.Mails(ctx, 1)
		if err != nil {
			return nil, err
		}
		deliveries, err := p.hooks.Dead(ctx)
		if err != nil || events.Total+mails+deliveries == 0 {
			return nil, err
		}
		return views.Failed(views.FailedPanel{Events: events.Total, Mails: mails, Deliveries: deliveries}), nil
	}}
}

// settings leads to what can be set, also by other modules.
func (p *Pages) settings(c echo.Context) error {
	return web.Page(c, http.StatusOK, settingsHead("Settings"), layout.Settings())
}

func show(c echo.Context, title string, content templ.Component) error {
	head := web.Head{Title: title, Area: web.Admin, Section: "system", NoIndex: true}
	return web.Page(c, http.StatusOK, head, content)
}

// away reports whether err means that a server doesn't answer, which these
// pages show instead of failing.
func away(err error) bool { return err != nil && fault.KindOf(err) == fault.Unavailable }

// done goes back to a list with a word about what was done, also where somebody
// else was faster.
func done(c echo.Context, err error, message, to string) error {
	var gone *fault.Error
	switch {
	case err == nil:
	case errors.As(err, &gone) && gone.Kind == fault.NotFound:
		message = gone.Message
	default:
		return err
	}
	web.SetFlash(c, message)
	return web.SeeOther(c, to)
}
