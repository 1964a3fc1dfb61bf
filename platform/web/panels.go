package web

import (
	"context"
	"io"
	"log/slog"
	"slices"

	"github.com/a-h/templ"
	"go.uber.org/fx"
)

// Panel is a part that one module puts into a page of another.
type Panel struct {
	// Slot names the place: "account", "dashboard".
	Slot string
	// Order sorts the panels of a slot.
	Order int
	// Render returns the part for the context's caller; nil shows nothing.
	Render func(context.Context) (templ.Component, error)
}

// Panels are all modules' panels.
type Panels struct {
	slots map[string][]Panel
	log   *slog.Logger
}

// PanelParams is what [NewPanels] needs.
type PanelParams struct {
	fx.In
	Log    *slog.Logger
	Panels []Panel `group:"web.panels"`
}

// NewPanels sorts the panels into their slots.
func NewPanels(p PanelParams) *Panels {
	panels := &Panels{slots: make(map[string][]Panel), log: p.Log}
	for _, panel := range p.Panels {
		panels.slots[panel.Slot] = append(panels.slots[panel.Slot], panel)
	}
	for _, list := range panels.slots {
		slices.SortStableFunc(list, func(a, b Panel) int { return a.Order - b.Order })
	}
	return panels
}

// Render returns the slot's panels, one after the other. A panel that fails is
// left out and logged, since the rest of the page is worth showing.
func (p *Panels) Render(ctx context.Context, slot string) templ.Component {
	var parts []templ.Component
	for _, panel := range p.slots[slot] {
		part, err := panel.Render(ctx)
		if err != nil {
			p.log.WarnContext(ctx, "a panel is missing from the page", "slot", slot, "error", err)
			continue
		}
		if part != nil {
			parts = append(parts, part)
		}
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, part := range parts {
			if err := part.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}
