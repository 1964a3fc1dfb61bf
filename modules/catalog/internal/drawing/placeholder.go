package drawing

import "hash/fnv"

// backdrops are the tones of the studio: muted, so that they sit as well on a
// white page as on a dark one.
var backdrops = []Colour{
	Hex("#d9cbb8"), Hex("#c5cdbd"), Hex("#d8bfae"), Hex("#bfc8cc"),
	Hex("#d6c0bd"), Hex("#c9c4b4"), Hex("#b9c4b9"), Hex("#d3c6a8"),
}

// Placeholder draws the picture of a product that has none: a quiet vessel in a
// studio, its form and tones following from the name.
func Placeholder(name string) []byte {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	n := h.Sum64()
	pick := func(of int) int {
		i := int(n % uint64(of))
		n /= uint64(of)
		return i
	}
	tone := backdrops[pick(len(backdrops))]
	set := []Set{Sweep, Window, Arch, Disc}[pick(4)]
	k := tone.mix(backdrops[pick(len(backdrops))], 0.5).dark(0.14)
	form := pick(4)

	c := newCanvas()
	c.stage(set, tone)
	c.at(Width/2, floor, 0, 1, func() {
		c.at(118, 30, 0, 1, func() {
			c.shadow(0, 62)
			c.turn(0, k.light(0.25), soft(20, 0), soft(58, 22), soft(62, 56), soft(34, 92), soft(2, 100))
		})
		c.shadow(-50, 90)
		c.vessel(-50, k, k, 7, placeholderForm(form)...)
	})
	return c.bytes(Width, Height)
}

func placeholderForm(form int) []ring {
	switch form {
	case 0:
		return []ring{soft(84, 0), soft(128, 90), soft(112, 220), soft(46, 300), soft(40, 350), soft(52, 376)}
	case 1:
		return []ring{soft(78, 0), soft(92, 20), soft(98, 180), soft(64, 262), soft(58, 330), soft(66, 344)}
	case 2:
		return []ring{soft(70, 0), soft(110, 60), soft(146, 170), soft(140, 250), soft(98, 300), soft(94, 312)}
	default:
		return []ring{soft(66, 0), soft(70, 14), soft(104, 150), soft(132, 276), edge(138, 300)}
	}
}
