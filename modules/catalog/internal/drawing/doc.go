// Package drawing draws product pictures as SVG: the demo shop's still lifes,
// and placeholders for products without a picture.
//
// It owns the art direction: one light from the upper left, one camera slightly
// above, objects standing on a studio floor. Only the catalog module's demo,
// media and transfer parts import it.
//
// Its invariant: the same input gives the same bytes, which are a few kilobytes
// of well-formed XML with no script, no link and no text set in a font.
package drawing
