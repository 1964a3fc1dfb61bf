package webhook

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"shop/platform/events"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/paging"
)

// The bounds of a page of deliveries.
const (
	DefaultLimit = 20
	maxLimit     = 100
)

// Desk is what staff do with webhooks. All its errors may be those of
// identity.RequireStaff, or fault.Unavailable.
type Desk struct {
	hooks      Hooks
	deliveries Deliveries
	roster     *roster
	sender     *Sender
	reach      Reach
	topics     []Topic
	log        *slog.Logger
}

// Service is the three parts of the package over one store.
type Service struct {
	Publisher *Publisher
	Sender    *Sender
	Desk      *Desk
}

// New returns the parts. topics are the events that hooks may want, reach is
// where their receivers may be.
func New(hooks Hooks, deliveries Deliveries, topics []Topic, reach Reach, log *slog.Logger) Service {
	sorted := slices.SortedFunc(slices.Values(topics), func(a, b Topic) int { return strings.Compare(a.Event, b.Event) })
	sender, known := newSender(hooks, deliveries, reach, log), &roster{hooks: hooks}
	return Service{
		Sender:    sender,
		Publisher: &Publisher{roster: known, deliveries: deliveries, sender: sender, topics: sorted},
		Desk: &Desk{
			hooks: hooks, deliveries: deliveries, roster: known, sender: sender, reach: reach, topics: sorted, log: log,
		},
	}
}

// Topics returns the events that can be wanted, by name.
func (d *Desk) Topics() []Topic { return slices.Clone(d.topics) }

// Draft is what staff say of a hook.
type Draft struct {
	URL    string
	Events []string
	Active bool
}

// NewID returns an id for a hook that is to be created.
func (d *Desk) NewID() string { return newID() }

// List returns all hooks, the oldest first, without their secrets.
func (d *Desk) List(ctx context.Context) ([]Hook, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, err
	}
	hooks, err := d.hooks.All(ctx)
	for i := range hooks {
		hooks[i].Secret = ""
	}
	return hooks, err
}

// Find returns a hook without its secret. Errors: [ErrNoHook].
func (d *Desk) Find(ctx context.Context, id string) (Hook, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Hook{}, err
	}
	h, err := d.hooks.Find(ctx, id)
	h.Secret = ""
	return h, err
}

// Create stores a hook under an id of [Desk.NewID] and returns it with its
// secret, which nothing returns again. Errors: fault.Invalid naming url, events
// or id; [ErrHookExists] for an id that is stored, such as that of a form which
// was sent twice; [ErrTooMany].
func (d *Desk) Create(ctx context.Context, id string, draft Draft) (Hook, error) {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return Hook{}, err
	}
	h := Hook{ID: id, Secret: newSecret(), CreatedAt: time.Now().UTC().Truncate(time.Millisecond), Version: 1}
	if err := d.apply(&h, draft); err != nil {
		return Hook{}, err
	}
	stored, err := d.hooks.All(ctx)
	if err != nil {
		return Hook{}, err
	}
	// Two at once may come to one more than may be, which does no harm.
	if len(stored) >= MaxHooks {
		return Hook{}, ErrTooMany
	}
	if err := d.hooks.Insert(ctx, h); err != nil {
		return Hook{}, err
	}
	d.roster.forget()
	d.log.InfoContext(ctx, "webhook: added", "hook", h.ID, "events", h.Events, "by", caller.Account)
	return h, nil
}

// Change replaces what staff say of a hook, if it is at the version; nil is
// whichever. Errors: fault.Invalid naming url or events, [ErrNoHook],
// [ErrConflict].
func (d *Desk) Change(ctx context.Context, id string, version *int64, draft Draft) (Hook, error) {
	h, err := d.update(ctx, id, version, "changed", func(h *Hook) error { return d.apply(h, draft) })
	h.Secret = ""
	return h, err
}

// Renew gives a hook another secret, which is used from the next attempt on,
// and returns it with that. Errors: [ErrNoHook].
func (d *Desk) Renew(ctx context.Context, id string) (Hook, error) {
	return d.update(ctx, id, nil, "given a new secret", func(h *Hook) error {
		h.Secret = newSecret()
		return nil
	})
}

// apply puts the draft into h.
func (d *Desk) apply(h *Hook, draft Draft) error {
	var wrong fault.Fields
	if !idForm(h.ID) {
		wrong.Add("id", "Please open the form anew.")
	}
	address, fault := d.reach.check(draft.URL)
	if fault != "" {
		wrong.Add("url", fault)
	}
	wanted := slices.Compact(slices.Sorted(slices.Values(draft.Events)))
	for _, e := range wanted {
		if !slices.ContainsFunc(d.topics, func(t Topic) bool { return t.Event == e }) {
			wrong.Add("events", fmt.Sprintf("There is no event %q.", e))
		}
	}
	if len(wanted) == 0 {
		wrong.Add("events", "Please choose at least one event.")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	h.URL, h.Events, h.Active = address, wanted, draft.Active
	if h.Active {
		h.Stopped = ""
	}
	return nil
}

// idForm reports whether s can be an id of [newID].
func idForm(s string) bool {
	return len(s) == len(rand.Text()) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// update changes a hook, again where somebody else did at the same time and the
// caller knew no version.
func (d *Desk) update(ctx context.Context, id string, version *int64, what string, change func(*Hook) error) (Hook, error) {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return Hook{}, err
	}
	for tries := 1; ; tries++ {
		h, err := d.hooks.Find(ctx, id)
		if err != nil {
			return Hook{}, err
		}
		if version != nil && *version != h.Version {
			return Hook{}, ErrConflict
		}
		if err := change(&h); err != nil {
			return Hook{}, err
		}
		err = d.hooks.Update(ctx, h)
		if errors.Is(err, ErrConflict) && version == nil && tries < 5 {
			continue
		}
		if err != nil {
			return Hook{}, err
		}
		d.roster.forget()
		d.log.InfoContext(ctx, "webhook: "+what, "hook", h.ID, "by", caller.Account)
		h.Version++
		return h, nil
	}
}

// Delete removes a hook and its log; what is waiting for it is not sent.
// Errors: [ErrNoHook].
func (d *Desk) Delete(ctx context.Context, id string) error {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return err
	}
	if err := d.hooks.Remove(ctx, id); err != nil {
		return err
	}
	d.roster.forget()
	d.log.InfoContext(ctx, "webhook: deleted", "hook", id, "by", caller.Account)
	return nil
}

// Test sends a [TestEvent] to the hook, also to one that isn't active, and
// returns the delivery, whose result is in the log soon. Errors: [ErrNoHook].
func (d *Desk) Test(ctx context.Context, id string) (Delivery, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Delivery{}, err
	}
	h, err := d.hooks.Find(ctx, id)
	if err != nil {
		return Delivery{}, err
	}
	e := events.Event{ID: newID(), Name: TestEvent, At: time.Now().UTC(), Data: json.RawMessage("{}")}
	test, err := newDelivery(h, e, 1)
	if err != nil {
		return Delivery{}, err
	}
	if err := d.deliveries.Put(ctx, test); err != nil {
		return Delivery{}, err
	}
	d.sender.nudge()
	return test, nil
}

// Deliveries returns a page of a hook's log, the latest first. limit is at most
// 100; 0 is [DefaultLimit]. Errors: [ErrNoHook].
func (d *Desk) Deliveries(ctx context.Context, id string, page, limit int) (paging.Page[Delivery], error) {
	if _, err := d.Find(ctx, id); err != nil {
		return paging.Page[Delivery]{}, err
	}
	return paging.Read(page, limit, paging.Limits{Default: DefaultLimit, Max: maxLimit}, func(skip, limit int) ([]Delivery, int, error) {
		return d.deliveries.List(ctx, id, skip, limit)
	})
}

// Replay sends a delivered or dead delivery again, under its id, for as long as
// a new one. Of several calls at once one succeeds. Errors: [ErrNoDelivery].
func (d *Desk) Replay(ctx context.Context, hook, id string) error {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return err
	}
	if err := d.deliveries.Requeue(ctx, hook, id); err != nil {
		return err
	}
	d.sender.nudge()
	d.log.InfoContext(ctx, "webhook: a delivery is sent again", "hook", hook, "delivery", id, "by", caller.Account)
	return nil
}

// Dead counts the deliveries of all hooks that were given up.
func (d *Desk) Dead(ctx context.Context) (int, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return 0, err
	}
	return d.deliveries.Dead(ctx)
}
