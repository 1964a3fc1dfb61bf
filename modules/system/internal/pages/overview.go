package pages

import (
	"context"
	"runtime"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/system/internal/deadletter"
	"shop/modules/system/internal/health"
	"shop/views/href"
	views "shop/views/system"
	"shop/views/ui"
)

const (
	// latest is how many failed things the overview lists.
	latest = 5
	// readTime is what the overview waits for MongoDB: it must come while that
	// is away.
	readTime = 2 * time.Second
)

func (p *Pages) overview(c echo.Context) error {
	ctx := c.Request().Context()
	report, err := p.health.Report(ctx)
	if err != nil {
		return err
	}
	view := views.OverviewView{Program: programOf(report.Program, time.Now())}
	for _, part := range report.Parts {
		view.Parts = append(view.Parts, partOf(part))
	}
	reading, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	if view.Events, err = p.failedEvents(reading); err != nil {
		return err
	}
	if view.Mails, err = p.failedMails(reading); err != nil {
		return err
	}
	read, err := p.keys.Read(ctx)
	if err != nil {
		return err
	}
	for _, f := range read {
		view.Caches = append(view.Caches, views.Cache{Name: f.Name, Reads: readsOf(f.Reads)})
	}
	return show(c, "System", views.Overview(view))
}

func programOf(p health.Program, now time.Time) []ui.Pair {
	return []ui.Pair{
		{Name: "Version", Value: p.Version},
		{Name: "Up for", Value: views.Lasted(now.Sub(p.StartedAt))},
		{Name: "Built with", Value: runtime.Version()},
	}
}

func partOf(c health.Condition) views.Part {
	part := views.Part{Name: c.Name, State: string(c.State), Since: c.Since}
	for _, f := range c.Facts {
		part.Facts = append(part.Facts, ui.Pair{Name: f.Name, Value: f.Value})
	}
	return part
}

func (p *Pages) failedEvents(ctx context.Context) (views.FailedEvents, error) {
	page, err := p.letters.List(ctx, 1, latest)
	if away(err) {
		return views.FailedEvents{Unknown: true}, nil
	}
	return views.FailedEvents{Events: eventsOf(page.Items), Total: page.Total}, err
}

func (p *Pages) failedMails(ctx context.Context) (views.FailedMails, error) {
	mails, total, err := p.letters.Mails(ctx, latest)
	if away(err) {
		return views.FailedMails{Unknown: true}, nil
	}
	view := views.FailedMails{Total: total}
	for _, m := range mails {
		view.Mails = append(view.Mails, mailOf(m))
	}
	return view, err
}

func mailOf(m deadletter.Mail) views.Mail {
	return views.Mail{ID: m.ID, To: m.To, Subject: m.Subject, WrittenAt: m.WrittenAt, Attempts: m.Attempts, Reason: m.Reason()}
}

func (p *Pages) retryMail(c echo.Context) error {
	err := p.letters.RetryMail(c.Request().Context(), c.FormValue("id"))
	return done(c, err, "The mail is sent again.", href.AdminSystem())
}
