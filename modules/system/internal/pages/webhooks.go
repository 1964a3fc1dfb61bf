package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"shop/platform/fault"
	"shop/platform/web"
	"shop/platform/webhook"
	"shop/views/href"
	views "shop/views/system"
	"shop/views/ui"
)

// Webhooks are the pages of the programs that are told what happens. It
// implements [web.Routes].
type Webhooks struct{ desk *webhook.Desk }

// NewWebhooks returns the pages over the desk.
func NewWebhooks(desk *webhook.Desk) *Webhooks { return &Webhooks{desk} }

// Routes implements [web.Routes].
func (p *Webhooks) Routes(r *web.Router) {
	get := func(path string, h echo.HandlerFunc) { r.Page(http.MethodGet, path, web.StaffOnly, h) }
	post := func(path string, h echo.HandlerFunc) { r.Page(http.MethodPost, path, web.StaffOnly, h) }
	get("/admin/settings/webhooks", p.list)
	get("/admin/settings/webhooks/new", p.empty)
	post("/admin/settings/webhooks/new", p.add)
	get("/admin/settings/webhooks/:id", p.show)
	post("/admin/settings/webhooks/:id", p.save)
	post("/admin/settings/webhooks/:id/secret", p.renew)
	post("/admin/settings/webhooks/:id/test", p.test)
	post("/admin/settings/webhooks/:id/delete", p.remove)
	post("/admin/settings/webhooks/:id/deliveries/:delivery/replay", p.replay)
}

func (p *Webhooks) list(c echo.Context) error {
	hooks, err := p.desk.List(c.Request().Context())
	if err != nil {
		return err
	}
	view := views.WebhooksView{Most: webhook.MaxHooks}
	for _, h := range hooks {
		view.Webhooks = append(view.Webhooks, views.Webhook{ID: h.ID, URL: h.URL, Events: h.Events, Active: h.Active, Stopped: h.Stopped})
	}
	return web.Page(c, http.StatusOK, settingsHead("Webhooks"), views.Webhooks(view))
}

func settingsHead(title string) web.Head {
	return web.Head{Title: title, Area: web.Admin, Section: "settings", NoIndex: true}
}

func (p *Webhooks) render(c echo.Context, status int, v views.WebhookView) error {
	title := "Webhook"
	if v.New {
		title = "New webhook"
	}
	return web.Page(c, status, settingsHead(title), views.WebhookPage(v))
}

// empty is a form with an id of its own, so that sending it twice adds one
// webhook.
func (p *Webhooks) empty(c echo.Context) error {
	return p.render(c, http.StatusOK, views.WebhookView{New: true, ID: p.desk.NewID(), Active: true, Events: p.choices(nil)})
}

// choices are all events, those in wanted chosen.
func (p *Webhooks) choices(wanted []string) []views.WebhookEvent {
	var choices []views.WebhookEvent
	for _, t := range p.desk.Topics() {
		choices = append(choices, views.WebhookEvent{Name: t.Event, When: t.When, Wanted: slices.Contains(wanted, t.Event)})
	}
	return choices
}

// typed is what the form says, as a draft and as the form again.
func (p *Webhooks) typed(c echo.Context) (webhook.Draft, views.WebhookView, error) {
	form, err := c.FormParams()
	if err != nil {
		return webhook.Draft{}, views.WebhookView{}, fault.Wrap(err, fault.Malformed, "malformed", "The form can't be read.")
	}
	draft := webhook.Draft{URL: form.Get("url"), Events: form["events"], Active: form.Get("active") == "on"}
	return draft, views.WebhookView{
		ID: form.Get("id"), Form: ui.Form{Version: form.Get("version")}, URL: draft.URL, Active: draft.Active, Events: p.choices(draft.Events),
	}, nil
}

func (p *Webhooks) add(c echo.Context) error {
	draft, view, err := p.typed(c)
	if err != nil {
		return err
	}
	view.New = true
	made, err := p.desk.Create(c.Request().Context(), view.ID, draft)
	switch {
	case errors.Is(err, webhook.ErrHookExists):
		web.SetFlash(c, "The webhook is added already. If you have lost its secret, make a new one.")
		return web.SeeOther(c, href.AdminWebhook(view.ID))
	case err != nil:
		return p.refused(c, err, view)
	}
	return p.revealed(c, http.StatusCreated, made)
}

// revealed shows a webhook with the secret that was just made. It is no
// redirect, since the secret is stored nowhere that a next page could show.
func (p *Webhooks) revealed(c echo.Context, status int, h webhook.Hook) error {
	view, err := p.stored(c, h)
	if err != nil {
		return err
	}
	view.Secret = h.Secret
	return p.render(c, status, view)
}

// refused shows the form again with what is wrong; of a kind that no form can
// mend, it is an error page.
func (p *Webhooks) refused(c echo.Context, err error, view views.WebhookView) error {
	var known *fault.Error
	switch {
	case fault.KindOf(err) == fault.Invalid:
		view.Errors = web.FieldErrors(err)
	case errors.As(err, &known) && known.Kind == fault.Conflict:
		view.Message = known.Message
	default:
		return err
	}
	return p.render(c, web.StatusOf(err), view)
}

func (p *Webhooks) show(c echo.Context) error {
	h, err := p.desk.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	view, err := p.stored(c, h)
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, view)
}

// stored shows a webhook as it is, with a page of its log.
func (p *Webhooks) stored(c echo.Context, h webhook.Hook) (views.WebhookView, error) {
	view := views.WebhookView{
		ID: h.ID, Form: ui.Form{Version: strconv.FormatInt(h.Version, 10)}, URL: h.URL, Active: h.Active, Stopped: h.Stopped, Events: p.choices(h.Events),
	}
	return view, p.fillLog(c, &view)
}

func (p *Webhooks) fillLog(c echo.Context, view *views.WebhookView) error {
	number, _ := strconv.Atoi(c.QueryParam("page")) // rubbish is the first page
	page, err := p.desk.Deliveries(c.Request().Context(), view.ID, number, webhook.DefaultLimit)
	if err != nil {
		return err
	}
	view.Total, view.Page, view.Pages = page.Total, page.Page, page.Pages
	for _, d := range page.Items {
		view.Deliveries = append(view.Deliveries, deliveryOf(d))
	}
	return nil
}

func deliveryOf(d webhook.Delivery) views.WebhookDelivery {
	line := views.WebhookDelivery{
		ID: d.ID, Event: d.Event, State: string(d.State), QueuedAt: d.QueuedAt, Attempts: d.Attempts,
		Status: d.Status, Answer: d.Answer, Error: d.Error, Body: string(d.Body),
	}
	if d.State == webhook.Queued {
		line.Due = d.Due
	}
	var indented bytes.Buffer
	if json.Indent(&indented, d.Body, "", "  ") == nil {
		line.Body = indented.String()
	}
	return line
}

// save stores the form, or shows it again with what is wrong, or with the word
// that somebody else was faster: the version is then the latest, so that saving
// again overwrites knowingly.
func (p *Webhooks) save(c echo.Context) error {
	ctx := c.Request().Context()
	draft, view, err := p.typed(c)
	if err != nil {
		return err
	}
	view.ID = c.Param("id")
	version, err := strconv.ParseInt(view.Version, 10, 64)
	if err != nil {
		version = -1 // is none that was read
	}
	if _, err = p.desk.Change(ctx, view.ID, &version, draft); err == nil {
		web.SetFlash(c, "The webhook is saved.")
		return web.SeeOther(c, href.AdminWebhook(view.ID))
	}
	if errors.Is(err, webhook.ErrConflict) {
		latest, readErr := p.desk.Find(ctx, view.ID)
		if readErr != nil {
			return readErr
		}
		view.Version = strconv.FormatInt(latest.Version, 10)
	}
	if logErr := p.fillLog(c, &view); logErr != nil {
		return logErr
	}
	return p.refused(c, err, view)
}

func (p *Webhooks) renew(c echo.Context) error {
	renewed, err := p.desk.Renew(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return p.revealed(c, http.StatusOK, renewed)
}

func (p *Webhooks) test(c echo.Context) error {
	id := c.Param("id")
	if _, err := p.desk.Test(c.Request().Context(), id); err != nil {
		return err
	}
	web.SetFlash(c, "A test is on its way. How it goes is below in a moment.")
	return web.SeeOther(c, href.AdminWebhook(id))
}

func (p *Webhooks) remove(c echo.Context) error {
	err := p.desk.Delete(c.Request().Context(), c.Param("id"))
	return done(c, err, "The webhook is deleted.", href.AdminWebhooks())
}

func (p *Webhooks) replay(c echo.Context) error {
	id := c.Param("id")
	err := p.desk.Replay(c.Request().Context(), id, c.Param("delivery"))
	return done(c, err, "The delivery is sent again.", web.LocalPath(c.FormValue("next"), href.AdminWebhook(id)))
}
