package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"shop/views/ui"
)

func TestInZone_gives_times_as_the_shop_has_them(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2026, 3, 1, 20, 30, 0, 0, time.UTC)
	for _, tc := range []struct {
		shown templ.Component
		want  string
	}{
		{ui.Moment(evening), `<time datetime="2026-03-02T09:30:00+13:00">2 March 2026, 09:30</time>`},
		{ui.Day(evening), `<time datetime="2026-03-02">2 March 2026</time>`},
		{ui.Ago(evening), `title="2 March 2026, 09:30"`},
	} {
		var out strings.Builder
		if err := ui.InZone(zone, tc.shown).Render(t.Context(), &out); err != nil || !strings.Contains(out.String(), tc.want) {
			t.Errorf("%v, %s, want %s", err, out.String(), tc.want)
		}
	}
}
