package pages

import (
	"strconv"

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
	discarded, total, err := p.letters.Discarded(c.Request().Context(), deadletter.DefaultLimit)
	if err != nil {
		return err
	}
	view := views.EventsView{
		Events: eventsOf(page.Items), Total: page.Total, Page: page.Page, Pages: page.Pages, DiscardedTotal: total,
	}
	for _, d := range discarded {
		view.Discarded = append(view.Discarded, views.DiscardedEvent{Event: eventOf(d.Event), At: d.At, By: d.By.Name})
	}
	return show(c, "Failed events", views.Events(view))
}

func eventsOf(events []deadletter.Event) []views.Event {
	list := make([]views.Event, len(events))
	for i, e := range events {
		list[i] = eventOf(e)
	}
	return list
}

func eventOf(e deadletter.Event) views.Event {
	event := views.Event{ID: e.ID, Name: e.Name, Subject: e.Subject, DiedAt: e.DiedAt}
	for _, f := range e.Failures {
		event.Failures = append(event.Failures, views.Failure{Subscription: f.Subscription, Attempts: f.Attempts, Reason: f.Reason()})
	}
	return event
}

func (p *Pages) retry(c echo.Context) error {
	err := p.letters.Retry(c.Request().Context(), c.Param("id"))
	return done(c, err, "The event is tried again.", web.LocalPath(c.FormValue("next"), href.AdminFailedEvents()))
}

func (p *Pages) discard(c echo.Context) error {
	err := p.letters.Discard(c.Request().Context(), c.Param("id"))
	return done(c, err, "The event is discarded.", web.LocalPath(c.FormValue("next"), href.AdminFailedEvents()))
}

func (p *Pages) retryAll(c echo.Context) error {
	n, err := p.letters.RetryAll(c.Request().Context())
	return done(c, err, views.Counted(int64(n), "event is", "events are")+" tried again.", href.AdminFailedEvents())
}
