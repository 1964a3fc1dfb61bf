package drawing

var rawClay = Hex("#c8a888")

// ceramics are thrown on the wheel: glazed above, raw clay at the foot.
var ceramics = map[string]subject{
	"mug":      {standing, 1.4, rawClay, mug},
	"tumbler":  {standing, 1.4, rawClay, tumbler},
	"espresso": {standing, 1.45, rawClay, espresso},
	"plates":   {standing, 1.1, rawClay, plates},
	"bowl":     {standing, 1.15, rawClay, pastaBowl},
	"serving":  {standing, 1.15, Hex("#e3b23c"), servingBowl},
	"bud":      {standing, 1.3, leafGreen, budVase},
	"vase":     {standing, 0.96, leafGreen, shoulderVase},
	"moon":     {standing, 1.15, rawClay, moonJar},
	"teapot":   {standing, 1.2, oak, teapot},
	"salt":     {standing, 1.4, oak, saltCellar},
	"butter":   {standing, 1.25, rawClay, butterDish},
	"pitcher":  {standing, 1.3, rawClay, pitcher},
}

// glazed draws a vessel whose glaze stops above the foot: raw below, coloured
// above.
func (c *canvas) glazed(x float64, p paint, wall, line float64, rings ...ring) {
	c.vessel(x, p.main, p.main.light(0.25), wall, rings...)
	foot := []ring{rings[0]}
	for _, r := range rings[1:] {
		if r.h >= line {
			break
		}
		foot = append(foot, r)
	}
	last := rings[len(foot)]
	before := foot[len(foot)-1]
	t := (line - before.h) / (last.h - before.h)
	foot = append(foot, soft(before.r+(last.r-before.r)*t, line))
	c.band(x, p.accent, foot...)
}

func mug(c *canvas, p paint) {
	c.shadow(-10, 128)
	c.tube("M104 -206C206 -214 214 -76 96 -70", 30, p.main)
	c.glazed(-16, p, 9, 42, soft(98, 0), soft(116, 16), edge(120, 60), edge(120, 262))
	c.gloss(-100, 232, 20, 150)
}

func tumbler(c *canvas, p paint) {
	c.shadow(0, 104)
	c.glazed(0, p, 8, 50, soft(82, 0), soft(94, 14), edge(98, 50), edge(112, 300))
	for i := range 9 {
		x := -78 + 19.5*float64(i)
		c.line(d("M~ -78L~ -262", x, x*1.1), 5, p.main.dark(0.3).String(), 0.28)
		c.line(d("M~ -78L~ -262", x-5, (x-5)*1.1), 3, p.main.light(0.6).String(), 0.3)
	}
}

func cupAndSaucer(c *canvas, p paint) {
	c.shadow(0, 128)
	c.turn(0, p.main, soft(60, 0), soft(118, 16), edge(132, 24))
	c.oval(0, -26, 72, 72*tilt, p.main.dark(0.16).String())
	c.at(0, -20, 0, 1, func() {
		c.tube("M66 -98C122 -104 124 -42 56 -36", 17, p.main)
		c.vessel(0, p.main, Hex("#6d4a36"), 6, soft(40, 0), soft(58, 14), soft(76, 70), edge(80, 128))
		c.gloss(-58, 108, 14, 66)
	})
}

func espresso(c *canvas, p paint) {
	c.at(-92, -66, 0, 0.9, func() { cupAndSaucer(c, paint{p.main.light(0.35), p.accent}) })
	c.at(74, 22, 0, 1.08, func() { cupAndSaucer(c, p) })
}

func plates(c *canvas, p paint) {
	c.gloom(60, -8, 230, 40, 0.4)
	c.at(52, -206, 0, 1, func() {
		c.raw(`<circle r="208" fill="`, c.slope(stop{0, p.main.light(0.28), 1}, stop{1, p.main.dark(0.24), 1}), `"/>`)
		c.raw(`<circle r="200" fill="`, c.slope(stop{0, p.main.light(0.14), 1}, stop{1, p.main.dark(0.06), 1}), `"/>`)
		c.raw(`<circle cx="3" cy="4" r="142" fill="`, c.slope(stop{0, p.main.dark(0.17), 1}, stop{1, p.main.light(0.24), 1}), `"/>`)
		c.raw(`<circle r="134" fill="`, c.slope(stop{0, p.main, 1}, stop{1, p.main.light(0.1), 1}), `"/>`)
	})
	c.at(-84, 40, 0, 1, func() {
		c.shadow(0, 150)
		for i := range 4 {
			k := p.main
			if i%2 == 1 {
				k = p.main.light(0.35)
			}
			c.at(float64((i*5)%7)-3, float64(-22*i), 0, 1, func() {
				c.turn(0, k, soft(96, 0), soft(150, 14), edge(168, 26))
			})
		}
		c.oval(0, -94, 112, 112*tilt, p.main.light(0.35).dark(0.12).String())
	})
}

func pastaBowl(c *canvas, p paint) {
	c.shadow(0, 150)
	c.glazed(0, p, 14, 26, soft(84, 0), soft(92, 22), soft(160, 62), soft(204, 116), edge(214, 132))
	c.oval(14, -124, 140, 17, c.across(stop{0, p.main.light(0.05), 1}, stop{1, p.main.light(0.42), 1}))
	c.gloss(-150, 104, 22, 40)
}

func servingBowl(c *canvas, p paint) {
	c.shadow(0, 150)
	c.glazed(0, paint{p.main, rawClay}, 10, 30, soft(78, 0), soft(86, 20), soft(168, 100), soft(212, 190), edge(218, 212))
	c.inside(0, 212, 208, func() {
		for _, at := range [][3]float64{{-96, -222, -18}, {92, -226, 14}, {4, -214, 4}, {-46, -262, 24}, {56, -264, -14}} {
			c.fruit(at[0], at[1], at[2], p.accent)
		}
	})
}

// fruit is a lemon.
func (c *canvas) fruit(x, y, degrees float64, k Colour) {
	c.at(x, y, degrees, 1, func() {
		c.fill("M-74 2C-62 -44 -30 -56 4 -56S62 -40 70 -10C84 -8 86 6 72 10C60 44 30 54 0 54S-62 38 -66 10Z",
			c.slope(stop{0, k.light(0.5), 1}, stop{0.45, k, 1}, stop{1, k.dark(0.3), 1}))
	})
}

func budVase(c *canvas, p paint) {
	c.shadow(0, 86)
	c.sprig(4, -270, 9, 230, 7, 84, p.accent)
	c.sprig(-4, -270, -14, 160, 5, 70, p.accent.light(0.15))
	c.glazed(0, paint{p.main, rawClay}, 5, 30, soft(58, 0), soft(84, 26), soft(98, 100), soft(62, 178), soft(26, 222), soft(24, 262), soft(34, 282))
	c.gloss(-76, 150, 18, 92)
}

func shoulderVase(c *canvas, p paint) {
	c.shadow(0, 112)
	c.sprig(10, -330, 16, 300, 8, 92, p.accent)
	c.sprig(-8, -330, -20, 260, 8, 84, p.accent.light(0.12))
	c.sprig(0, -330, -2, 330, 9, 86, p.accent.dark(0.1))
	c.glazed(0, paint{p.main, rawClay}, 7, 44, soft(82, 0), soft(96, 30), soft(128, 150), soft(138, 232), soft(84, 306), soft(52, 322), soft(58, 346))
	c.gloss(-108, 280, 24, 150)
}

func moonJar(c *canvas, p paint) {
	c.shadow(0, 110)
	c.glazed(0, p, 8, 14, soft(78, 0), soft(96, 10), soft(176, 110), soft(190, 190), soft(160, 290), soft(82, 356), soft(66, 364), soft(70, 388))
	c.gloss(-152, 300, 30, 150)
}

func teapot(c *canvas, p paint) {
	c.shadow(0, 130)
	c.line("M-118 -206C-132 -400 120 -400 108 -206", 16, p.accent.dark(0.25).String(), 1)
	c.line("M-122 -208C-134 -404 116 -404 104 -208", 9, p.accent.light(0.1).String(), 1)
	c.fill("M112 -84C168 -92 176 -150 202 -206L236 -214C226 -130 196 -40 118 -36Z", c.across(stop{0, p.main.dark(0.1), 1}, stop{1, p.main.dark(0.3), 1}))
	c.oval(219, -209, 18, 7, p.main.dark(0.5).String())
	c.turn(0, p.main, soft(86, 0), soft(102, 12), soft(152, 80), soft(142, 160), soft(90, 208), soft(70, 216))
	c.turn(0, p.main.light(0.1), soft(76, 212), soft(58, 230), soft(22, 240), edge(10, 242))
	c.turn(0, p.accent, soft(9, 238), soft(19, 256), soft(14, 270), soft(4, 274))
	c.gloss(-124, 164, 26, 100)
}

func saltCellar(c *canvas, p paint) {
	c.shadow(0, 138)
	c.glazed(0, p, 10, 30, soft(118, 0), soft(136, 16), edge(140, 40), edge(140, 158))
	c.turn(0, p.accent, edge(144, 158), edge(144, 184))
	c.turn(0, p.accent, soft(14, 184), soft(26, 204), soft(16, 220), soft(4, 224))
	c.gloss(-118, 142, 20, 90)
}

func butterDish(c *canvas, p paint) {
	c.shadow(0, 176)
	c.turn(0, p.accent.light(0.3), soft(150, 0), soft(196, 12), edge(206, 20))
	c.oval(0, -21, 176, 176*tilt, p.accent.dark(0.05).String())
	c.turn(0, p.main, edge(156, 22), soft(154, 112), soft(120, 146), soft(70, 154), edge(30, 156))
	c.turn(0, p.main.light(0.15), soft(14, 154), soft(30, 172), soft(22, 190), soft(4, 194))
	c.gloss(-128, 116, 22, 74)
}

func pitcher(c *canvas, p paint) {
	c.shadow(0, 104)
	c.tube("M86 -300C196 -318 206 -130 100 -112", 26, p.main)
	c.glazed(0, p, 7, 40, soft(86, 0), soft(100, 20), soft(118, 110), soft(92, 220), soft(70, 280), soft(78, 336))
	c.fill("M-72 -344C-96 -352 -112 -350 -118 -340C-108 -322 -88 -306 -74 -292Z", c.across(stop{0, p.main.light(0.2), 1}, stop{1, p.main.light(0.05), 1}))
	c.fill("M-118 -341C-100 -352 -80 -350 -60 -346L-40 -334C-64 -326 -96 -328 -118 -341Z", p.main.dark(0.32).String())
	c.gloss(-92, 170, 22, 110)
}
