package drawing

import (
	"math"
	"strconv"
	"strings"
)

// canvas collects the elements of one picture, and its gradients once each.
type canvas struct {
	defs, body strings.Builder
	ids        map[string]string
}

func newCanvas() *canvas { return &canvas{ids: map[string]string{}} }

// num writes a coordinate with at most one decimal.
func num(f float64) string {
	f = math.Round(f*10) / 10
	if f == 0 {
		return "0"
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// d writes path data: each ~ of the form is the next number.
func d(form string, numbers ...float64) string {
	var b strings.Builder
	for _, r := range form {
		if r != '~' {
			b.WriteRune(r)
			continue
		}
		b.WriteString(num(numbers[0]))
		numbers = numbers[1:]
	}
	return b.String()
}

// define puts an element with an id into the defs, once per content, and
// returns a reference to it. The content has a ~ where the id stands.
func (c *canvas) define(content string) string {
	if ref, ok := c.ids[content]; ok {
		return ref
	}
	id := "a" + strconv.FormatInt(int64(len(c.ids)), 36)
	c.ids[content] = "url(#" + id + ")"
	c.defs.WriteString(strings.Replace(content, "~", id, 1))
	return c.ids[content]
}

// stop is one stop of a gradient: its place from 0 to 1, colour and opacity.
type stop struct {
	at      float64
	colour  Colour
	opacity float64
}

func writeStops(b *strings.Builder, stops []stop) {
	for _, s := range stops {
		b.WriteString(`<stop offset="` + strconv.FormatFloat(s.at, 'g', 3, 64) + `" stop-color="` + s.colour.String() + `"`)
		if s.opacity < 1 {
			b.WriteString(` stop-opacity="` + strconv.FormatFloat(s.opacity, 'g', 2, 64) + `"`)
		}
		b.WriteString(`/>`)
	}
}

// across is a gradient from the left to the right of what it fills.
func (c *canvas) across(stops ...stop) string { return c.linear(`<linearGradient id="~">`, stops) }

// down is a gradient from the top to the bottom of what it fills.
func (c *canvas) down(stops ...stop) string {
	return c.linear(`<linearGradient id="~" x2="0" y2="1">`, stops)
}

// slope is a gradient from the upper left to the lower right corner.
func (c *canvas) slope(stops ...stop) string {
	return c.linear(`<linearGradient id="~" y2="1">`, stops)
}

func (c *canvas) linear(open string, stops []stop) string {
	var b strings.Builder
	b.WriteString(open)
	writeStops(&b, stops)
	b.WriteString(`</linearGradient>`)
	return c.define(b.String())
}

// glow is a gradient from the middle outwards.
func (c *canvas) glow(stops ...stop) string {
	var b strings.Builder
	b.WriteString(`<radialGradient id="~">`)
	writeStops(&b, stops)
	b.WriteString(`</radialGradient>`)
	return c.define(b.String())
}

// raw adds an element as it is.
func (c *canvas) raw(parts ...string) {
	for _, p := range parts {
		c.body.WriteString(p)
	}
}

// fill adds a filled path; the paint is a colour or a gradient.
func (c *canvas) fill(data, paint string) {
	c.raw(`<path d="`, data, `" fill="`, paint, `"/>`)
}

// veil adds a filled path that lets through what lies below.
func (c *canvas) veil(data, paint string, opacity float64) {
	c.raw(`<path d="`, data, `" fill="`, paint, `" opacity="`, strconv.FormatFloat(opacity, 'g', 2, 64), `"/>`)
}

// line adds a stroked path with round ends.
func (c *canvas) line(data string, width float64, paint string, opacity float64) {
	c.raw(`<path d="`, data, `" fill="none" stroke="`, paint, `" stroke-width="`, num(width), `" stroke-linecap="round" stroke-linejoin="round"`)
	if opacity < 1 {
		c.raw(` opacity="`, strconv.FormatFloat(opacity, 'g', 2, 64), `"`)
	}
	c.raw(`/>`)
}

// oval adds a filled ellipse.
func (c *canvas) oval(x, y, rx, ry float64, paint string) {
	c.raw(`<ellipse cx="`, num(x), `" cy="`, num(y), `" rx="`, num(rx), `" ry="`, num(ry), `" fill="`, paint, `"/>`)
}

// at draws in a frame of its own: moved, turned by degrees, scaled.
func (c *canvas) at(x, y, degrees, scale float64, draw func()) {
	c.raw(`<g transform="translate(`, num(x), ` `, num(y), `)`)
	if degrees != 0 {
		c.raw(` rotate(`, num(degrees), `)`)
	}
	if scale != 1 {
		c.raw(` scale(`, strconv.FormatFloat(scale, 'g', 3, 64), `)`)
	}
	c.raw(`">`)
	draw()
	c.raw(`</g>`)
}

// within draws only inside the path.
func (c *canvas) within(data string, draw func()) {
	c.raw(`<g clip-path="`, c.define(`<clipPath id="~"><path d="`+data+`"/></clipPath>`), `">`)
	draw()
	c.raw(`</g>`)
}

// bytes returns the picture, width by height units large.
func (c *canvas) bytes(width, height float64) []byte {
	var b strings.Builder
	size := num(width) + ` ` + num(height)
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + size + `" width="` + num(width) + `" height="` + num(height) + `">`)
	b.WriteString(`<defs>` + c.defs.String() + `</defs>` + c.body.String() + `</svg>`)
	return []byte(b.String())
}
