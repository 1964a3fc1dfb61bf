package layout_test

import (
	"strings"
	"testing"

	"shop/views/layout"
	"shop/views/viewtest"
)

func TestErrorPage(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "error-404", layout.ErrorPage(layout.Error{Status: 404, RequestID: viewtest.Nasty}))
	viewtest.Golden(t, "error-409", layout.ErrorPage(layout.Error{Status: 409, Title: viewtest.Nasty, Detail: viewtest.Nasty}))
	for name, tc := range map[string]struct {
		e    layout.Error
		want string
	}{
		"404_offers_a_search":              {layout.Error{Status: 404}, `name="q"`},
		"401_leads_to_signing_in":          {layout.Error{Status: 401}, `href="/login"`},
		"429_says_when_to_come_back":       {layout.Error{Status: 429, RetryAfter: 90}, "in 2 minutes"},
		"429_rounds_seconds_not_to_a_zero": {layout.Error{Status: 429, RetryAfter: 1}, "in one second"},
		"429_says_a_minute_as_one":         {layout.Error{Status: 429, RetryAfter: 60}, "in one minute"},
		"500_names_the_request":            {layout.Error{Status: 500, RequestID: "r-1"}, "<code>r-1</code>"},
		"an_unknown_5xx_is_our_fault":      {layout.Error{Status: 599}, "Something broke on our side"},
		"an_unknown_4xx_is_said_gently":    {layout.Error{Status: 418}, "could not be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if html := viewtest.Render(t, layout.ErrorPage(tc.e)); !strings.Contains(html, tc.want) {
				t.Errorf("%q is missing in %s", tc.want, html)
			}
		})
	}
}

func TestErrorPage_offers_nothing_that_is_of_no_use(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, layout.ErrorPage(layout.Error{Status: 500}))
	for _, not := range []string{`name="q"`, `href="/login"`, "try again in 0", "<code>"} {
		if strings.Contains(html, not) {
			t.Errorf("%q is there: %s", not, html)
		}
	}
}
