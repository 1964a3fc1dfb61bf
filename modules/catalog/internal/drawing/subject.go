package drawing

import (
	"maps"
	"slices"
)

// paint is what a subject is coloured with: its own colour, and that of its
// second material.
type paint struct{ main, accent Colour }

// stance is how a subject is shown.
type stance int

const (
	// standing on the floor; the origin is the floor under it.
	standing stance = iota
	// lying, seen from above; the origin is the picture's middle.
	lying
	// hanging from above; the origin is the middle of the upper edge.
	hanging
)

// subject is something that can be drawn.
type subject struct {
	stance stance
	// scale makes small things large enough for the picture.
	scale float64
	// accent is the second material where a scene names none.
	accent Colour
	draw   func(c *canvas, p paint)
}

// subjects are all there are, by name.
var subjects = merged(ceramics, kitchen, desk, lighting, garden, textiles)

func merged(groups ...map[string]subject) map[string]subject {
	all := map[string]subject{}
	for _, g := range groups {
		maps.Copy(all, g)
	}
	return all
}

// Subjects are the names of everything that can be drawn, sorted.
func Subjects() []string { return slices.Sorted(maps.Keys(subjects)) }

// gloom darkens what lies under or behind something else.
func (c *canvas) gloom(x, y, rx, ry, opacity float64) {
	c.oval(x, y, rx, ry, c.glow(stop{0, shadeTint, opacity}, stop{1, shadeTint, 0}))
}

// halo is the light around a flame or a bulb.
func (c *canvas) halo(x, y, r, opacity float64) {
	c.oval(x, y, r, r, c.glow(stop{0, Hex("#fff3cf"), opacity}, stop{0.35, Hex("#ffe1a3"), opacity * 0.55}, stop{1, Hex("#ffdc9a"), 0}))
}

// cast lays something on the ground as seen from above, with its soft shadow.
func (c *canvas) cast(outline string, draw func()) {
	blur := c.define(`<filter id="~" x="-20%" y="-20%" width="150%" height="150%"><feGaussianBlur stdDeviation="9"/></filter>`)
	c.at(10, 16, 0, 1, func() {
		c.raw(`<path d="`, outline, `" fill="`, shadeTint.String(), `" opacity=".34" filter="`, blur, `"/>`)
	})
	draw()
}

// box is a rectangle's outline with round corners, from its upper left corner.
func box(x, y, w, h, r float64) string {
	return d("M~ ~h~a~ ~ 0 0 1 ~ ~v~a~ ~ 0 0 1 ~ ~h~a~ ~ 0 0 1 ~ ~v~a~ ~ 0 0 1 ~ ~Z",
		x+r, y, w-2*r, r, r, r, r, h-2*r, r, r, -r, r, -(w - 2*r), r, r, -r, -r, -(h - 2*r), r, r, r, -r)
}

// sheet is the shading of something flat that faces the light.
func (c *canvas) sheet(k Colour) string {
	return c.slope(stop{0, k.light(0.2), 1}, stop{0.5, k, 1}, stop{1, k.dark(0.14), 1})
}

// grain draws the figure of wood within an outline, in a frame of w by h.
func (c *canvas) grain(outline string, k Colour, x, y, w, h float64) {
	c.within(outline, func() {
		for i := range 7 {
			t := (float64(i) + 0.5) / 7
			bend := float64((i*37)%5-2) * 5
			c.line(d("M~ ~q~ ~ ~ ~t~ ~", x+w*t, y, bend, h/4, 0, h/2, 0, h/2), 2+float64(i%3), k.dark(0.3).String(), 0.22)
		}
	})
}

// leaf draws a leaf of the given length that points up, at its stalk's end. Its
// form is written once in a picture, however many there are.
func (c *canvas) leaf(x, y, degrees, length, breadth float64, k Colour) {
	form := c.define(`<g id="~"><path d="M0 0C-10-3-8-8 0-10S10-3 0 0Z"/><path d="M0 0C10-3 8-8 0-10Z" fill="` + shadeTint.String() +
		`" opacity=".22"/><path d="M0 0V-8.6" stroke="` + lightTint.String() + `" stroke-width=".2" opacity=".5"/></g>`)
	c.raw(`<use href="`, form[len("url("):len(form)-1], `" fill="`, k.light(0.06).String(), `" transform="translate(`, num(x), ` `, num(y), `)`)
	if degrees != 0 {
		c.raw(` rotate(`, num(degrees), `)`)
	}
	c.raw(` scale(`, num(breadth/10), ` `, num(length/10), `)"/>`)
}

// sprig draws a twig with leaves on both sides, from its foot.
func (c *canvas) sprig(x, y, degrees, length float64, leaves int, size float64, k Colour) {
	c.at(x, y, degrees, 1, func() {
		c.line(d("M0 0Q~ ~ 0 ~", length*0.07, -length/2, -length), 4, k.dark(0.35).String(), 1)
		for i := range leaves {
			t := 0.3 + 0.66*float64(i)/float64(max(leaves-1, 1))
			side := 1.0
			if i%2 == 1 {
				side = -1
			}
			shrink := 1 - 0.35*t
			c.leaf(length*0.035*side, -length*t, side*(62-22*t), size*shrink, size*0.3*shrink, k.mix(Hex("#a9b98e"), 0.25*float64(i%3)))
		}
		c.leaf(0, -length, 4, size*0.7, size*0.2, k)
	})
}
