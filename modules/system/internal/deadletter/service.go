package deadletter

import (
	"context"
	"log/slog"

	"shop/platform/identity"
	"shop/platform/paging"
)

// The bounds of a page of events.
const (
	DefaultLimit = 20
	maxLimit     = 100
)

// Service shows staff what failed, and has it tried again or discarded. All its errors may be
// those of identity.RequireStaff, or fault.Unavailable.
type Service struct {
	events Events
	mails  Mails
	log    *slog.Logger
}

// NewService returns a service that notes in log who decided what.
func NewService(events Events, mails Mails, log *slog.Logger) *Service {
	return &Service{events: events, mails: mails, log: log}
}

// List returns a page of the dead events, those that died last first. limit is at
// most 100; 0 is [DefaultLimit].
func (s *Service) List(ctx context.Context, page, limit int) (paging.Page[Event], error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return paging.Page[Event]{}, err
	}
	return paging.Read(page, limit, paging.Limits{Default: DefaultLimit, Max: maxLimit}, func(skip, limit int) ([]Event, int, error) {
		return s.events.Dead(ctx, skip, limit)
	})
}

// Retry has an event handled as if it were new. Errors: fault.NotFound when it
// isn't dead, perhaps because somebody was faster.
func (s *Service) Retry(ctx context.Context, id string) error {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return err
	}
	if err := s.events.Retry(ctx, id); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "system: a failed event is tried again", "event", id, "by", caller.Account)
	return nil
}

// RetryAll is [Service.Retry] for every dead event. It returns how many it was
// that revived.
func (s *Service) RetryAll(ctx context.Context) (int, error) {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return 0, err
	}
	n, err := s.events.RetryAll(ctx)
	if n > 0 {
		s.log.InfoContext(ctx, "system: failed events are tried again", "events", n, "by", caller.Account)
	}
	return n, err
}

// Discard ends an event for good: whoever did not handle it never will. Who
// decided that, and when, is kept with it. Errors: fault.NotFound when it isn't
// dead, perhaps because somebody was faster.
func (s *Service) Discard(ctx context.Context, id string) error {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return err
	}
	if err := s.events.Discard(ctx, id, Person{Account: caller.Account, Name: caller.Name}); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "system: a failed event is discarded", "event", id, "by", caller.Account)
	return nil
}

// Discarded returns the events that were discarded last, at most limit, which is
// at most 100, and how many there are in all.
func (s *Service) Discarded(ctx context.Context, limit int) (events []Discarded, total int, err error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, 0, err
	}
	return s.events.Discarded(ctx, min(max(limit, 1), maxLimit))
}

// Mails returns the mails that failed last, at most limit, and how many there
// are in all.
func (s *Service) Mails(ctx context.Context, limit int) (mails []Mail, total int, err error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, 0, err
	}
	return s.mails.Failed(ctx, limit)
}

// RetryMail has a mail sent as if it were new. Errors: fault.NotFound when it
// hasn't failed, perhaps because somebody was faster.
func (s *Service) RetryMail(ctx context.Context, id string) error {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return err
	}
	if err := s.mails.Retry(ctx, id); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "system: a failed mail is sent again", "mail", id, "by", caller.Account)
	return nil
}
