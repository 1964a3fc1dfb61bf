package pages

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/system/internal/deadletter"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/system"
)

func (p *Pages) events(c echo.Context) error {
	number, _ := strconv.Atoi(c.QueryParam("page")) // rubbish is the first page
	page, err := p.letters.List(c.Request().Context(), number, deadletter.DefaultLimit)
	if err != nil {
		return err
	}
	view := views.EventsView{Events: eventsOf(page.Events), Total: page.Total, Page: page.Page, Pages: page.Pages}
	return show(c, "Failed events", views.Events(view))
}

func eventsOf(events []deadletter.Event) []views.Event {
	list := make([]views.Event, len(events))
	for i, e := range events {
		list[i] = views.Event{
			ID: e.ID, Name: e.Name, Subject: e.Subject, For: strings.Join(e.Subscriptions, ", "),
			Attempts: e.Attempts, Reason: e.Reason(), DiedAt: e.DiedAt,
		}
	}
	return list
}

func (p *Pages) retry(c echo.Context) error {
	err := p.letters.Retry(c.Request().Context(), c.Param("id"))
	return done(c, err, "The event is tried again.", web.LocalPath(c.FormValue("next"), href.AdminFailedEvents()))
}

func (p *Pages) retryAll(c echo.Context) error {
	n, err := p.letters.RetryAll(c.Request().Context())
	return done(c, err, counted(int64(n), "event is", "events are")+" tried again.", href.AdminFailedEvents())
}
