package system

import (
	"strconv"
	"strings"
	"time"

	"shop/views/href"
	"shop/views/ui"
)

// WebhooksView is GET /admin/settings/webhooks.
type WebhooksView struct {
	Webhooks []Webhook
	// Most is how many a shop may have.
	Most int
}

// Webhook is a line of the list.
type Webhook struct {
	ID, URL string
	Events  []string
	Active  bool
	// Stopped says why the shop switched it off; empty otherwise.
	Stopped string
}

// WebhookView is GET and POST /admin/settings/webhooks/new and
// /admin/settings/webhooks/{id}.
//
// The form posts id and version as they came, url, events (once for each that
// is chosen) and active ("on").
type WebhookView struct {
	ui.Form
	ID string
	// New says that it isn't stored yet.
	New     bool
	URL     string
	Events  []WebhookEvent
	Active  bool
	Stopped string
	// Secret is there when it was just made, and never again.
	Secret string

	Deliveries         []WebhookDelivery
	Total, Page, Pages int
}

// WebhookEvent is an event that can be chosen.
type WebhookEvent struct {
	Name, When string
	Wanted     bool
}

// WebhookDelivery is a line of a webhook's log.
type WebhookDelivery struct {
	ID, Event string
	// State is "queued", "delivered" or "dead".
	State    string
	QueuedAt time.Time
	// Due is when it is tried again; zero where it isn't.
	Due      time.Time
	Attempts int
	// Status and Answer are the receiver's; 0 and empty without one.
	Status      int
	Answer      string
	Error, Body string
}

func (v WebhookView) address() ui.Field {
	return ui.Field{
		Name: "url", Label: "Address", Value: v.URL, Error: v.Errors["url"], Type: "url", Autocomplete: "off", MaxLength: 2000,
		Hint: "Where the events are posted to, such as https://example.com/webhooks.",
	}
}

func (v WebhookView) title() string {
	if v.New {
		return "New webhook"
	}
	return host(v.URL)
}

// action is where the form is posted to.
func (v WebhookView) action() string {
	if v.New {
		return href.AdminNewWebhook()
	}
	return href.AdminWebhook(v.ID)
}

func (v WebhookView) log() href.AdminQuery { return href.NewAdminQuery(href.AdminWebhook(v.ID)) }

// host is as much of an address as tells one webhook from another in a title.
func host(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	rest, _, _ = strings.Cut(rest, "/")
	return rest
}

func (d WebhookDelivery) label() string {
	switch d.State {
	case "delivered":
		return "Delivered"
	case "dead":
		return "Given up"
	default:
		return "Waiting"
	}
}

func (d WebhookDelivery) tone() ui.Tone {
	switch d.State {
	case "delivered":
		return ui.ToneGood
	case "dead":
		return ui.ToneBad
	default:
		return ui.ToneWait
	}
}

// went says how the last attempt went.
func (d WebhookDelivery) went() string {
	switch {
	case d.Error != "":
		return d.Error
	case d.Status != 0:
		return "the receiver answers " + strconv.Itoa(d.Status)
	default:
		return "not tried yet"
	}
}

func webhookLabel(active bool) string {
	if active {
		return "Active"
	}
	return "Off"
}

func webhookTone(active bool) ui.Tone {
	if active {
		return ui.ToneGood
	}
	return ui.ToneQuiet
}

func wayToWebhooks() []ui.Link { return []ui.Link{{Label: "Webhooks", Href: href.AdminWebhooks()}} }
