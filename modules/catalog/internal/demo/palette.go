package demo

import "shop/modules/catalog/internal/drawing"

// palette has the colours that pieces come in.
var palette = map[string]drawing.Colour{
	"Oat":        drawing.Hex("#e3d8c5"),
	"Chalk":      drawing.Hex("#efe9df"),
	"Moss":       drawing.Hex("#6f8a74"),
	"Pine":       drawing.Hex("#3f5f52"),
	"Ink":        drawing.Hex("#35506b"),
	"Mist":       drawing.Hex("#93a8b2"),
	"Clay":       drawing.Hex("#b8674a"),
	"Honey":      drawing.Hex("#d7a045"),
	"Rose":       drawing.Hex("#c98f8a"),
	"Plum":       drawing.Hex("#7b4b5a"),
	"Charcoal":   drawing.Hex("#4a4b50"),
	"Terracotta": drawing.Hex("#c4734f"),
	"Oak":        drawing.Hex("#c9965f"),
	"Walnut":     drawing.Hex("#7a5036"),
	"Brass":      drawing.Hex("#c79a4b"),
	"Steel":      drawing.Hex("#aab1b4"),
	"Glass":      drawing.Hex("#b9cfc9"),
	"Leaf":       drawing.Hex("#5f7f57"),
	"Paper":      drawing.Hex("#f3ead9"),
	"Wax":        drawing.Hex("#e8c98f"),
}

// The studio's tones.
var (
	sand  = drawing.Hex("#d9cbb8")
	sage  = drawing.Hex("#c3cdbc")
	blush = drawing.Hex("#dcc2b2")
	sky   = drawing.Hex("#bfc9ce")
	dusk  = drawing.Hex("#d4c0c0")
	stone = drawing.Hex("#cbc6b8")
	fern  = drawing.Hex("#b7c4b8")
	straw = drawing.Hex("#d8caa9")
	night = drawing.Hex("#8d8f9c")
)
