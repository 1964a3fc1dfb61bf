package api

import (
	"context"
	"time"

	"shop/modules/system/internal/deadletter"
)

// DeadLetter is an event that was given up.
type DeadLetter struct {
	ID            string    `json:"id"`
	Event         string    `json:"event" doc:"What happened" example:"order.placed"`
	Subject       string    `json:"subject" doc:"To what, as the module that emitted it calls things"`
	HappenedAt    time.Time `json:"happenedAt"`
	Subscriptions []string  `json:"subscriptions" nullable:"false" doc:"Those that did not handle it" example:"[\"orders.mails\"]"`
	Attempts      int       `json:"attempts"`
	Error         string    `json:"error" doc:"What went wrong the last time, in up to 500 bytes"`
	DiedAt        time.Time `json:"diedAt" doc:"When it was given up"`
}

func letterOf(e deadletter.Event) DeadLetter {
	return DeadLetter{
		ID: e.ID, Event: e.Name, Subject: e.Subject, HappenedAt: e.HappenedAt, Subscriptions: e.Subscriptions,
		Attempts: e.Attempts, Error: e.Reason(), DiedAt: e.DiedAt,
	}
}

type listInput struct {
	Page  int `query:"page" minimum:"1" maximum:"1000" default:"1"`
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type listOutput struct {
	Body struct {
		DeadLetters []DeadLetter `json:"deadLetters" nullable:"false"`
		Page        int          `json:"page"`
		TotalPages  int          `json:"totalPages"`
		Total       int          `json:"total"`
	}
}

func (a *API) list(ctx context.Context, in *listInput) (*listOutput, error) {
	page, err := a.letters.List(ctx, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	var out listOutput
	out.Body.DeadLetters = make([]DeadLetter, len(page.Events))
	for i, e := range page.Events {
		out.Body.DeadLetters[i] = letterOf(e)
	}
	out.Body.Page, out.Body.TotalPages, out.Body.Total = page.Page, page.Pages, page.Total
	return &out, nil
}

type retryInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (a *API) retry(ctx context.Context, in *retryInput) (*struct{}, error) {
	return nil, a.letters.Retry(ctx, in.ID)
}
