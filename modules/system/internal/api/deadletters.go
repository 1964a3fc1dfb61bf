package api

import (
	"context"
	"time"

	"shop/modules/system/internal/deadletter"
)

// DeadLetter is an event that was given up.
type DeadLetter struct {
	ID         string    `json:"id"`
	Event      string    `json:"event" doc:"What happened" example:"order.placed"`
	Subject    string    `json:"subject" doc:"To what, as the module that emitted it calls things"`
	HappenedAt time.Time `json:"happenedAt"`
	Failures   []Failure `json:"failures" nullable:"false" doc:"Those of the subscriptions that did not handle it"`
	DiedAt     time.Time `json:"diedAt" doc:"When it was given up"`
}

// Failure says that a subscription did not handle an event.
type Failure struct {
	Subscription string `json:"subscription" example:"orders.mails"`
	Attempts     int    `json:"attempts"`
	Error        string `json:"error" doc:"What went wrong the last time, in up to 500 bytes"`
}

// DiscardedLetter is an event that was given up, and that nobody will handle.
type DiscardedLetter struct {
	ID          string    `json:"id"`
	Event       string    `json:"event" doc:"What happened" example:"order.placed"`
	Subject     string    `json:"subject" doc:"To what, as the module that emitted it calls things"`
	HappenedAt  time.Time `json:"happenedAt"`
	Failures    []Failure `json:"failures" nullable:"false" doc:"Those of the subscriptions that did not handle it"`
	DiscardedAt time.Time `json:"discardedAt"`
	DiscardedBy Person    `json:"discardedBy"`
}

// Person is somebody of the staff.
type Person struct {
	Account string `json:"account" doc:"The id of the account"`
	Name    string `json:"name" doc:"The name it had then"`
}

func letterOf(e deadletter.Event) DeadLetter {
	return DeadLetter{
		ID: e.ID, Event: e.Name, Subject: e.Subject, HappenedAt: e.HappenedAt, Failures: failuresOf(e), DiedAt: e.DiedAt,
	}
}

func discardedOf(d deadletter.Discarded) DiscardedLetter {
	return DiscardedLetter{
		ID: d.ID, Event: d.Name, Subject: d.Subject, HappenedAt: d.HappenedAt, Failures: failuresOf(d.Event),
		DiscardedAt: d.At, DiscardedBy: Person(d.By),
	}
}

func failuresOf(e deadletter.Event) []Failure {
	failures := make([]Failure, len(e.Failures))
	for i, f := range e.Failures {
		failures[i] = Failure{Subscription: f.Subscription, Attempts: f.Attempts, Error: f.Reason()}
	}
	return failures
}

type listInput struct {
	Page  int `query:"page" minimum:"1" maximum:"1000" default:"1"`
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type deadLettersOutput struct {
	Body struct {
		DeadLetters []DeadLetter `json:"deadLetters" nullable:"false"`
		Page        int          `json:"page"`
		TotalPages  int          `json:"totalPages"`
		Total       int          `json:"total"`
	}
}

func (a *API) list(ctx context.Context, in *listInput) (*deadLettersOutput, error) {
	page, err := a.letters.List(ctx, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	var out deadLettersOutput
	out.Body.DeadLetters = make([]DeadLetter, len(page.Items))
	for i, e := range page.Items {
		out.Body.DeadLetters[i] = letterOf(e)
	}
	out.Body.Page, out.Body.TotalPages, out.Body.Total = page.Page, page.Pages, page.Total
	return &out, nil
}

type letterInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (a *API) retry(ctx context.Context, in *letterInput) (*struct{}, error) {
	return nil, a.letters.Retry(ctx, in.ID)
}

func (a *API) discard(ctx context.Context, in *letterInput) (*struct{}, error) {
	return nil, a.letters.Discard(ctx, in.ID)
}

type discardedInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type discardedOutput struct {
	Body struct {
		DiscardedLetters []DiscardedLetter `json:"discardedLetters" nullable:"false"`
		Total            int               `json:"total"`
	}
}

func (a *API) discarded(ctx context.Context, in *discardedInput) (*discardedOutput, error) {
	events, total, err := a.letters.Discarded(ctx, in.Limit)
	if err != nil {
		return nil, err
	}
	var out discardedOutput
	out.Body.DiscardedLetters = make([]DiscardedLetter, len(events))
	for i, d := range events {
		out.Body.DiscardedLetters[i] = discardedOf(d)
	}
	out.Body.Total = total
	return &out, nil
}
