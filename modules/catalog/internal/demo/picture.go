package demo

import (
	"strings"

	"shop/modules/catalog/internal/drawing"
)

// picture is one drawing of a piece.
type picture struct {
	scene drawing.Scene
	alt   string
	// colour is the one that it shows; empty for what shows none in particular.
	colour string
}

// pictures are those of a piece: one in each colour, and then all colours
// together, or a part from nearby.
func (p piece) pictures() []picture {
	scene := drawing.Scene{Subject: p.look.subject, Tone: p.look.tone, Set: p.look.set, Accent: palette[p.look.accent]}
	var all []picture
	for _, colour := range p.colours {
		one := scene
		one.Colour = palette[colour]
		all = append(all, picture{one, p.name + p.inColour(colour), colour})
	}
	scene.Colour = palette[p.colours[0]]
	if !p.look.family {
		scene.View = drawing.Close
		return append(all, picture{scene, p.name + ", from nearby", ""})
	}
	scene.View = drawing.Family
	for _, colour := range p.colours[1:min(3, len(p.colours))] {
		scene.Others = append(scene.Others, palette[colour])
	}
	return append(all, picture{scene, p.name + " in several colours", ""})
}

// inColour names the colour where there is a choice of it.
func (p piece) inColour(colour string) string {
	if len(p.colours) == 1 {
		return ""
	}
	return " in " + strings.ToLower(colour)
}
