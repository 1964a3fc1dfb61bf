package drawing_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/catalog/internal/drawing"
)

// maxBytes caps a picture; most have half of it. One of three things may have
// three times as much.
const maxBytes = 9_500

var moss, clay, oat = drawing.Hex("#6f8a74"), drawing.Hex("#b8674a"), drawing.Hex("#e3d8c5")

// harmless are the elements and attributes that drawings consist of.
var (
	harmlessElements   = strings.Fields("svg defs g path ellipse circle use linearGradient radialGradient stop clipPath filter feGaussianBlur")
	harmlessAttributes = strings.Fields(`xmlns viewBox width height id d fill opacity transform clip-path href filter stroke stroke-width
		stroke-linecap stroke-linejoin stroke-dasharray cx cy r rx ry x y x1 y1 x2 y2 offset stop-color stop-opacity stdDeviation`)
)

// check fails the test where the picture is too large, not well-formed, holds
// anything but shapes, or refers to anything but its own parts.
func check(t interface{ Errorf(string, ...any) }, name string, svg []byte, things int) {
	if len(svg) > maxBytes*things {
		t.Errorf("%s has %d bytes", name, len(svg))
	}
	ids, references := map[string]bool{}, map[string]bool{}
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("%s is not well-formed: %v", name, err)
			return
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains(harmlessElements, element.Name.Local) {
			t.Errorf("%s has a <%s>", name, element.Name.Local)
		}
		for _, a := range element.Attr {
			checkAttribute(t, name, a, ids, references)
		}
	}
	for id := range references {
		if !ids[id] {
			t.Errorf("%s refers to %q, which it hasn't", name, id)
		}
	}
}

func checkAttribute(t interface{ Errorf(string, ...any) }, name string, a xml.Attr, ids, references map[string]bool) {
	switch {
	case !slices.Contains(harmlessAttributes, a.Name.Local):
		t.Errorf("%s has an attribute %s", name, a.Name.Local)
	case a.Name.Local == "id":
		if ids[a.Value] {
			t.Errorf("%s has the id %q twice", name, a.Value)
		}
		ids[a.Value] = true
	case a.Name.Local == "href":
		if !strings.HasPrefix(a.Value, "#") {
			t.Errorf("%s refers to %q", name, a.Value)
		}
		references[strings.TrimPrefix(a.Value, "#")] = true
	case strings.HasPrefix(a.Value, "url("):
		references[strings.TrimSuffix(strings.TrimPrefix(a.Value, "url(#"), ")")] = true
	case strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || strings.Contains(a.Value, "~"):
		t.Errorf("%s has the faulty number %s=%q", name, a.Name.Local, a.Value)
	}
}

func TestDraw_every_subject_in_every_view(t *testing.T) {
	t.Parallel()
	subjects := drawing.Subjects()
	if len(subjects) < 60 {
		t.Errorf("there are only %d subjects", len(subjects))
	}
	for _, subject := range subjects {
		for _, view := range []drawing.View{drawing.Whole, drawing.Close, drawing.Family} {
			scene := drawing.Scene{Subject: subject, Colour: moss, Tone: oat, View: view, Set: drawing.Plinth}
			check(t, subject, drawing.Draw(scene), 1)
			scene.Accent, scene.Others = clay, []drawing.Colour{clay, oat}
			check(t, subject, drawing.Draw(scene), 3)
		}
	}
}

func TestDraw_every_set(t *testing.T) {
	t.Parallel()
	seen := map[string]drawing.Set{}
	for _, set := range []drawing.Set{drawing.Sweep, drawing.Window, drawing.Arch, drawing.Table, drawing.Disc, drawing.Plinth} {
		svg := drawing.Draw(drawing.Scene{Subject: "mug", Colour: moss, Tone: oat, Set: set})
		check(t, "mug", svg, 1)
		if other, ok := seen[string(svg)]; ok {
			t.Errorf("the sets %d and %d look the same", set, other)
		}
		seen[string(svg)] = set
	}
}

func TestDraw_follows_the_colour(t *testing.T) {
	t.Parallel()
	// Books, knives and candlelight have their colours from elsewhere, in part;
	// still nothing may look the same in two colours.
	for _, subject := range drawing.Subjects() {
		one := drawing.Draw(drawing.Scene{Subject: subject, Colour: moss, Tone: oat})
		other := drawing.Draw(drawing.Scene{Subject: subject, Colour: clay, Tone: oat})
		if bytes.Equal(one, other) {
			t.Errorf("%s looks the same in every colour", subject)
		}
		if again := drawing.Draw(drawing.Scene{Subject: subject, Colour: moss, Tone: oat}); !bytes.Equal(one, again) {
			t.Errorf("%s is not the same each time", subject)
		}
	}
}

func TestDraw_a_family_shows_three_colours_at_most(t *testing.T) {
	t.Parallel()
	scene := drawing.Scene{Subject: "mug", Colour: moss, Tone: oat, View: drawing.Family, Others: []drawing.Colour{clay, oat}}
	three := drawing.Draw(scene)
	scene.Others = nil
	if one := drawing.Draw(scene); len(one) >= len(three) {
		t.Errorf("one mug takes %d bytes and three take %d", len(one), len(three))
	}
}

func TestDraw_refuses_what_it_does_not_know(t *testing.T) {
	t.Parallel()
	for name, faulty := range map[string]func(){
		"a subject": func() { drawing.Draw(drawing.Scene{Subject: "unicorn"}) },
		"a colour":  func() { drawing.Hex("green") },
		"a number":  func() { drawing.Hex("#12345") },
		"a sign":    func() { drawing.Hex("1234567") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it was accepted")
				}
			}()
			faulty()
		})
	}
}

func TestHex_and_String_are_inverse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching("#[0-9a-f]{6}").Draw(t, "colour")
		if got := drawing.Hex(s).String(); got != s {
			t.Fatalf("%s became %s", s, got)
		}
	})
}

func TestPlaceholder(t *testing.T) {
	t.Parallel()
	t.Run("is_sound_and_the_same_for_the_same_name", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			name := rapid.String().Draw(t, "name")
			svg := drawing.Placeholder(name)
			check(t, name, svg, 1)
			if !bytes.Equal(svg, drawing.Placeholder(name)) {
				t.Fatalf("%q is drawn differently each time", name)
			}
			if len(svg) > 5000 {
				t.Fatalf("%q takes %d bytes", name, len(svg))
			}
		})
	})
	t.Run("names_lead_to_many_pictures", func(t *testing.T) {
		seen := map[string]bool{}
		for i := range 200 {
			seen[string(drawing.Placeholder(strings.Repeat("x", i)))] = true
		}
		if len(seen) < 100 {
			t.Errorf("200 names have %d pictures", len(seen))
		}
	})
}

func FuzzPlaceholder(f *testing.F) {
	f.Add("Everyday Mug")
	f.Add(`"><script>alert(1)</script>`)
	f.Fuzz(func(t *testing.T, name string) { check(t, name, drawing.Placeholder(name), 1) })
}

func BenchmarkDraw(b *testing.B) {
	scene := drawing.Scene{Subject: "vase", Colour: moss, Tone: oat, Set: drawing.Window}
	for b.Loop() {
		drawing.Draw(scene)
	}
}
