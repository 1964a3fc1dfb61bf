package webhook

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"shop/platform/egress"
	"shop/platform/fault"
)

// Hook is a receiver: an address, and the events that are sent there.
type Hook struct {
	ID  string
	URL string
	// Events are the names of those it wants.
	Events []string
	// Secret signs what is sent. [Desk] returns it only where it was just made.
	Secret string
	// Active hooks are sent events; others only tests.
	Active bool
	// Stopped says why the shop itself made it inactive; empty otherwise.
	Stopped   string
	CreatedAt time.Time
	// Version counts the changes.
	Version int64
}

// wants reports whether an event is sent to the hook.
func (h Hook) wants(event string) bool { return h.Active && slices.Contains(h.Events, event) }

// Topic is an event that hooks may want. The modules declare theirs.
type Topic struct {
	// Event is the event's name, and Version that of its data: it is raised when
	// a field goes or changes its meaning, not when one is added.
	Event   string
	Version int
	// When says when it happens, for whoever chooses: "A product changed".
	When string
}

// TestEvent is the name of what staff send to see whether a receiver listens.
const TestEvent = "webhook.test"

// MaxHooks is how many a shop may have: each costs a write per event.
const MaxHooks = 20

// The reasons to refuse.
var (
	ErrNoHook     = fault.New(fault.NotFound, "no-webhook", "There is no such webhook.")
	ErrHookExists = fault.New(fault.Conflict, "webhook-exists", "This webhook is stored already.")
	ErrConflict   = fault.New(fault.Conflict, "webhook-changed", "The webhook was changed by somebody else meanwhile. Please look at it again.")
	ErrTooMany    = fault.New(fault.Conflict, "too-many-webhooks", fmt.Sprintf("A shop can have up to %d webhooks. Please delete one first.", MaxHooks))
)

// Hooks stores hooks. webhook/mongostore implements it.
type Hooks interface {
	// All returns every hook, the oldest first.
	All(ctx context.Context) ([]Hook, error)
	// Find returns the hook of an id. Errors: [ErrNoHook].
	Find(ctx context.Context, id string) (Hook, error)
	// Insert stores a new hook. Errors: [ErrHookExists] where its id is taken.
	Insert(ctx context.Context, h Hook) error
	// Update stores what may change of h, which it had at h.Version, and counts
	// that up. Errors: [ErrConflict] where it is at another version or gone.
	Update(ctx context.Context, h Hook) error
	// Remove deletes the hook and its deliveries. Errors: [ErrNoHook].
	Remove(ctx context.Context, id string) error
}

// Reach says where receivers may be. Those of the public Internet always may,
// by https.
type Reach struct {
	// Networks are the shop's own in which receivers may be too, also by http.
	Networks []netip.Prefix
}

func (r Reach) inside(a netip.Addr) bool {
	return slices.ContainsFunc(r.Networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

func (r Reach) secure(a netip.Addr) bool { return egress.Public(a) || r.inside(a) }

// check returns the address in the form in which it is stored, or a sentence
// on what is wrong with it. Names are resolved when something is sent, and
// checked again then.
func (r Reach) check(address string) (normal, wrong string) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || egress.Askable(u) != nil || u.Fragment != "" || len(address) > maxURL {
		return "", "Please give an address such as https://example.com/webhooks."
	}
	if u.Scheme == "http" && len(r.Networks) == 0 {
		return "", "The address must begin with https://, so that nobody on the way can read what is sent."
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !r.secure(a.Unmap()) {
		return "", "This address is not one of the public Internet."
	}
	return u.String(), ""
}

const maxURL = 2000 // bytes

// newID returns an id that fits an address and a form.
func newID() string { return strings.ToLower(rand.Text()) }

// newSecret returns a key of 260 bits. Its beginning tells people, and programs
// that look for secrets in the wrong places, what it is.
func newSecret() string { return "whsec_" + rand.Text() + rand.Text() }
