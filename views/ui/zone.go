package ui

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"
)

type zoneKey struct{}

// InZone returns the component with all its times in the zone.
func InZone(zone *time.Location, c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(context.WithValue(ctx, zoneKey{}, zone), w)
	})
}

// local returns the time in the zone of the page, if it has one.
func local(ctx context.Context, t time.Time) time.Time {
	if zone, ok := ctx.Value(zoneKey{}).(*time.Location); ok {
		return t.In(zone)
	}
	return t
}
