package layout_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"shop/views/layout"
	"shop/views/viewtest"
)

// WCAG 2.2 AA: text against its ground 4.5 to 1, the edges of controls 3 to 1,
// in both schemes.
func TestTokens_have_enough_contrast(t *testing.T) {
	t.Parallel()
	tokens := colours(t)
	grounds := []string{"paper", "surface", "sunken"}
	for _, tc := range []struct {
		colour  string
		grounds []string
		least   float64
	}{
		{"ink", append(grounds, "accent-soft", "bad-soft", "wait-soft"), 4.5},
		{"ink-soft", grounds, 4.5},
		{"accent", append(grounds, "accent-soft"), 4.5},
		{"bad", append(grounds, "bad-soft"), 4.5},
		{"wait", append(grounds, "wait-soft"), 4.5},
		{"on-accent", []string{"accent", "accent-strong"}, 4.5},
		{"paper", []string{"bad", "ink"}, 4.5},
		{"control", grounds, 3},
	} {
		for _, ground := range tc.grounds {
			for i, scheme := range []string{"light", "dark"} {
				if got := contrast(tokens[tc.colour][i], tokens[ground][i]); got < tc.least {
					t.Errorf("%s: --%s on --%s has %.2f to 1, want %.1f", scheme, tc.colour, ground, got, tc.least)
				}
			}
		}
	}
}

var token = regexp.MustCompile(`--([a-z-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)`)

// colours are the tokens' colours, light and dark.
func colours(t *testing.T) map[string][2]string {
	t.Helper()
	found := make(map[string][2]string)
	for _, m := range token.FindAllStringSubmatch(string(read(t, "../../static/css/20-tokens.css")), -1) {
		found[m[1]] = [2]string{m[2], m[3]}
	}
	if len(found) < 12 {
		t.Fatalf("found only %d colours", len(found))
	}
	return found
}

func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is that of WCAG for a colour like "faf8f4".
func luminance(hex string) float64 {
	channel := func(i int) float64 {
		n, _ := strconv.ParseUint(hex[i:i+2], 16, 8) // the expression matched hex digits only
		c := float64(n) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(0) + 0.7152*channel(2) + 0.0722*channel(4)
}

func TestContrast(t *testing.T) {
	t.Parallel()
	if got := contrast("000000", "ffffff"); math.Abs(got-21) > 0.01 {
		t.Errorf("black on white has %.2f, want 21", got)
	}
	if got := contrast("777777", "ffffff"); got < 4.4 || got > 4.5 {
		t.Errorf("#777 on white has %.2f, want 4.48", got)
	}
}

// Phones colour the edge of the screen with it.
func TestStorefront_names_the_paper_as_its_theme_colour(t *testing.T) {
	t.Parallel()
	page := viewtest.Render(t, layout.Storefront(frame(), layout.Head{}, content))
	for _, colour := range colours(t)["paper"] {
		if !strings.Contains(page, `name="theme-color" content="#`+colour+`"`) {
			t.Errorf("no theme colour #%s", colour)
		}
	}
}
