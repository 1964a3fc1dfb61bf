package drawing

import "math"

// tilt is how much a horizontal circle is flattened by the camera's height.
const tilt = 0.17

// ring is one level of an object of revolution: its radius, and its height
// above the floor. A sharp one makes an edge, others are passed smoothly.
type ring struct {
	r, h  float64
	sharp bool
}

func soft(r, h float64) ring { return ring{r, h, false} }
func edge(r, h float64) ring { return ring{r, h, true} }

// silhouette is the outline of a turned object from its lowest ring up to its
// highest, standing at x on the floor.
func silhouette(x float64, rings []ring) string {
	first, last := rings[0], rings[len(rings)-1]
	out := d("M~ ~A~ ~ 0 0 0 ~ ~", x-first.r, -first.h, first.r, first.r*tilt, x+first.r, -first.h)
	out += side(x, 1, rings)
	out += d("A~ ~ 0 0 0 ~ ~", last.r, math.Max(last.r*tilt, 0.1), x-last.r, -last.h)
	down := make([]ring, len(rings))
	for i, r := range rings {
		down[len(rings)-1-i] = r
	}
	return out + side(x, -1, down) + "Z"
}

// side runs along the rings as a spline through them (Catmull and Rom's), on
// the right (sign 1) or left (-1).
func side(x, sign float64, rings []ring) string {
	out := ""
	tangent := func(i int) (r, h float64) {
		if i <= 0 || i >= len(rings)-1 || rings[i].sharp {
			return 0, 0
		}
		return (rings[i+1].r - rings[i-1].r) / 6, (rings[i+1].h - rings[i-1].h) / 6
	}
	for i := 0; i+1 < len(rings); i++ {
		a, b := rings[i], rings[i+1]
		if a.sharp && b.sharp {
			out += d("L~ ~", x+sign*b.r, -b.h)
			continue
		}
		ar, ah := tangent(i)
		br, bh := tangent(i + 1)
		out += d("C~ ~ ~ ~ ~ ~", x+sign*(a.r+ar), -(a.h + ah), x+sign*(b.r-br), -(b.h - bh), x+sign*b.r, -b.h)
	}
	return out
}

// round is the shading of anything turned: lit from the left, darkest right of
// the middle, with a little light thrown back at the far edge.
func (c *canvas) round(k Colour) string {
	return c.across(stop{0, k.dark(0.07), 1}, stop{0.2, k.light(0.2), 1}, stop{0.5, k, 1},
		stop{0.86, k.dark(0.27), 1}, stop{1, k.dark(0.18), 1})
}

// turn draws a solid turned object with a closed top.
func (c *canvas) turn(x float64, k Colour, rings ...ring) {
	c.fill(silhouette(x, rings), c.round(k))
	top := rings[len(rings)-1]
	if top.r > 1 {
		c.oval(x, -top.h, top.r, top.r*tilt, c.across(stop{0, k.light(0.34), 1}, stop{1, k.light(0.06), 1}))
	}
}

// vessel draws a turned object that is open at the top, with a wall of the
// given thickness and an inside of its own colour.
func (c *canvas) vessel(x float64, k, inside Colour, wall float64, rings ...ring) {
	c.turn(x, k, rings...)
	top := rings[len(rings)-1]
	c.mouth(x, top.h, top.r-wall, inside)
}

// mouth draws the opening of a vessel: the far wall catches the light.
func (c *canvas) mouth(x, h, r float64, inside Colour) {
	c.oval(x, -h, r, r*tilt, c.across(stop{0, inside.dark(0.5), 1}, stop{0.55, inside.dark(0.3), 1}, stop{1, inside.dark(0.1), 1}))
}

// inside draws what stands in a vessel's mouth: in front of the far wall, behind
// the near one.
func (c *canvas) inside(x, h, r float64, draw func()) {
	c.within(d("M-400 -900H400V~H~A~ ~ 0 0 1 ~ ~H-400Z", -h, x+r, r, r*tilt, x-r, -h), draw)
}

// band draws a stripe around a turned object between two heights; rings are the
// stripe's own.
func (c *canvas) band(x float64, k Colour, rings ...ring) {
	first, last := rings[0], rings[len(rings)-1]
	path := d("M~ ~A~ ~ 0 0 0 ~ ~", x-first.r, -first.h, first.r, first.r*tilt, x+first.r, -first.h) + side(x, 1, rings) +
		d("A~ ~ 0 0 1 ~ ~", last.r, last.r*tilt, x-last.r, -last.h) + "Z"
	c.fill(path, c.round(k))
}

// gloss draws the long reflection of a window on a glazed side.
func (c *canvas) gloss(x, top, width, height float64) {
	c.veil(d("M~ ~q~ ~ ~ ~q~ ~ ~ ~q~ ~ ~ ~q~ ~ ~ ~Z", x, -top, width/2, -6, width, 0, -width*0.15, height/2, 0, height,
		-width/2, 5, -width*0.8, 0, -width*0.35, -height/2, -width*0.2, -height), "#fffaf0", 0.3)
}

// tube draws a bent rod or a handle: shade, body and light as three strokes.
func (c *canvas) tube(data string, width float64, k Colour) {
	c.line(data, width, k.dark(0.28).String(), 1)
	c.at(-width*0.08, -width*0.1, 0, 1, func() { c.line(data, width*0.66, k.String(), 1) })
	c.at(-width*0.16, -width*0.2, 0, 1, func() { c.line(data, width*0.2, k.light(0.35).String(), 0.8) })
}

// shadow draws what something with a base of radius r, standing at x, takes
// from the light: a soft cast to the right, and a dark line of contact.
func (c *canvas) shadow(x, r float64) {
	cast := c.glow(stop{0, shadeTint, 0.42}, stop{0.55, shadeTint, 0.2}, stop{1, shadeTint, 0})
	c.oval(x+r*0.42, r*tilt*0.5, r*1.75, r*0.36, cast)
	c.oval(x+r*0.06, r*tilt*0.55, r*1.1, r*tilt*1.15, c.glow(stop{0.6, shadeTint, 0.5}, stop{1, shadeTint, 0}))
}
