package drawing

import (
	"fmt"
	"strconv"
)

// Colour is an opaque sRGB colour.
type Colour struct{ r, g, b float64 }

// Hex reads a colour written as "#rrggbb". It panics on anything else: colours
// are constants of this program.
func Hex(s string) Colour {
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil || len(s) != 7 || s[0] != '#' {
		panic("drawing: no colour: " + s)
	}
	return Colour{float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)}
}

// String returns the colour as SVG writes it.
func (c Colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(c.r+0.5), int(c.g+0.5), int(c.b+0.5))
}

// mix goes from c to o: t is 0 for c, 1 for o.
func (c Colour) mix(o Colour, t float64) Colour {
	return Colour{c.r + (o.r-c.r)*t, c.g + (o.g-c.g)*t, c.b + (o.b-c.b)*t}
}

// The light is a little warm and the shadow a little cool and red, so that no
// shade of any colour goes grey.
var (
	lightTint = Hex("#fff6e6")
	shadeTint = Hex("#2b1d2a")
)

func (c Colour) light(t float64) Colour { return c.mix(lightTint, t) }
func (c Colour) dark(t float64) Colour  { return c.mix(shadeTint, t) }

// Materials that many subjects share.
var (
	oak        = Hex("#c9965f")
	walnut     = Hex("#7a5036")
	brass      = Hex("#c79a4b")
	steel      = Hex("#a9b0b3")
	iron       = Hex("#3b3c40")
	terracotta = Hex("#c4734f")
	paper      = Hex("#f3ead9")
	chalk      = Hex("#ece5da")
	leafGreen  = Hex("#5f7f57")
	soil       = Hex("#4a372c")
	flame      = Hex("#ffcf7a")
	cork       = Hex("#c79f72")
	rope       = Hex("#b99a6e")
	leather    = Hex("#9a5f3c")
	glass      = Hex("#b9cfc9")
)
