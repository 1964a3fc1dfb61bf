package drawing

// Width and Height are those of every picture, in its own units: a portrait of
// four to five, as the shop's cards show it.
const (
	Width  = 800
	Height = 1000
)

// Set is the studio a subject stands in.
type Set int

// The sets.
const (
	// Sweep is a paper sweep without a horizon.
	Sweep Set = iota
	// Window throws the light of a window on the wall.
	Window
	// Arch has a niche behind the subject.
	Arch
	// Table has a table's edge as its horizon.
	Table
	// Disc has a round shape behind the subject.
	Disc
	// Plinth stands the subject on a round block.
	Plinth
)

// floor and plinth are where subjects stand, from the top.
const (
	floor  = 770
	plinth = 690
)

// stage draws the set in its tone.
func (c *canvas) stage(set Set, tone Colour) {
	wall := c.down(stop{0, tone.light(0.1), 1}, stop{0.66, tone, 1}, stop{0.74, tone.light(0.16), 1}, stop{1, tone.dark(0.06), 1})
	c.fill("M0 0H800V1000H0Z", wall)
	c.raw(`<circle cx="230" cy="260" r="520" fill="`, c.glow(stop{0, lightTint, 0.55}, stop{1, lightTint, 0}), `"/>`)
	switch set {
	case Window:
		pane := c.slope(stop{0, lightTint, 0.5}, stop{1, lightTint, 0.12})
		c.fill("M150 60L330 130V420L150 350ZM352 139L532 209V499L352 429ZM150 376L330 446V640L150 610ZM352 455L532 525V676L352 644Z", pane)
	case Arch:
		c.fill("M170 700V360a230 230 0 0 1 460 0V700Z", c.across(stop{0, tone.dark(0.17), 1}, stop{0.5, tone.dark(0.08), 1}, stop{1, tone.light(0.12), 1}))
	case Table:
		c.fill("M0 655H800V1000H0Z", c.down(stop{0, tone.dark(0.2), 1}, stop{0.03, tone.dark(0.08), 1}, stop{1, tone.dark(0.16), 1}))
		c.fill("M0 655H800V659H0Z", tone.light(0.2).String())
	case Disc:
		c.raw(`<circle cx="400" cy="430" r="255" fill="`, c.slope(stop{0, tone.light(0.45), 1}, stop{1, tone.dark(0.06), 1}), `"/>`)
	case Plinth:
		c.at(Width/2, plinth+420, 0, 1, func() { c.turn(0, tone.light(0.22), edge(286, 0), edge(286, 420)) })
	case Sweep:
	}
}

// View is how near and how many.
type View int

// The views.
const (
	// Whole shows the subject, once.
	Whole View = iota
	// Close shows a part of it, large.
	Close
	// Family shows it in all its colours.
	Family
)

// Scene is one picture.
type Scene struct {
	// Subject is one of [Subjects].
	Subject string
	Colour  Colour
	// Accent is the second material; the zero value leaves the subject's own.
	Accent Colour
	// Tone is the studio's, Set its kind.
	Tone Colour
	Set  Set
	View View
	// Others are the colours beside Colour in a Family view, two at most.
	Others []Colour
}

// Draw draws the scene. It panics when there is no such subject: scenes are
// constants of this program.
func Draw(s Scene) []byte {
	subject, ok := subjects[s.Subject]
	if !ok {
		panic("drawing: no subject " + s.Subject)
	}
	c := newCanvas()
	if s.Set == Plinth && s.View != Whole {
		s.Set = Sweep // a plinth carries one thing
	}
	if subject.stance == lying {
		c.ground(s.Tone)
	} else {
		c.stage(s.Set, s.Tone)
	}
	accent := s.Accent
	if accent == (Colour{}) {
		accent = subject.accent
	}
	draw := func(k Colour) func() { return func() { subject.draw(c, paint{k, accent}) } }
	switch s.View {
	case Close:
		c.close(subject.stance, subject.scale, draw(s.Colour))
	case Family:
		c.family(subject.stance, subject.scale, append(s.Others[:len(s.Others):len(s.Others)], s.Colour), draw)
	default:
		x, y := origin(subject.stance)
		if s.Set == Plinth && subject.stance == standing {
			y = plinth
		}
		c.at(x, y, 0, subject.scale, draw(s.Colour))
	}
	return c.bytes(Width, Height)
}

// origin is where a subject of the stance is drawn.
func origin(s stance) (x, y float64) {
	switch s {
	case lying:
		return Width / 2, Height / 2
	case hanging:
		return Width / 2, 0
	default:
		return Width / 2, floor
	}
}

// close brings the camera nearer, off the middle.
func (c *canvas) close(s stance, scale float64, draw func()) {
	switch s {
	case lying:
		c.at(Width/2-60, Height/2-40, 18, 1.6*scale, draw)
	case hanging:
		c.at(Width/2+90, -480, 0, 1.7*scale, draw)
	default:
		c.at(Width/2-60, floor+170, 0, 1.6*scale, draw)
	}
}

// family groups the colours, the last one in front.
func (c *canvas) family(s stance, scale float64, colours []Colour, draw func(Colour) func()) {
	places := [][3]float64{{-150, -110, 0.62}, {158, -100, 0.64}, {-20, 80, 0.76}}
	switch s {
	case lying:
		places = [][3]float64{{-130, -230, 0.62}, {140, -10, 0.62}, {-120, 220, 0.62}}
	case hanging:
		places = [][3]float64{{-215, -20, 0.56}, {215, -20, 0.56}, {0, 0, 0.76}}
	case standing:
	}
	places = places[max(0, len(places)-len(colours)):]
	x, y := origin(s)
	for i, p := range places {
		k := colours[i]
		c.at(x+p[0], y+p[1], 0, p[2]*scale, draw(k))
	}
}

// ground is a paper ground seen from above, with the light of the window.
func (c *canvas) ground(tone Colour) {
	c.fill("M0 0H800V1000H0Z", c.slope(stop{0, tone.light(0.34), 1}, stop{0.55, tone, 1}, stop{1, tone.dark(0.12), 1}))
	c.fill("M0 120L520 0H700L0 330ZM0 420L800 30V190L0 600Z", c.slope(stop{0, lightTint, 0.4}, stop{1, lightTint, 0.04}))
}
