package drawing

import "strings"

// kitchen is what is cooked, cut and poured with.
var kitchen = map[string]subject{
	"chef":      {lying, 1, walnut, func(c *canvas, p paint) { knife(c, p, 430, 66) }},
	"paring":    {lying, 1, walnut, func(c *canvas, p paint) { knife(c, p, 260, 42) }},
	"bread":     {lying, 1, walnut, breadKnife},
	"board":     {standing, 1, leather, board},
	"round":     {standing, 1, leather, roundBoard},
	"casserole": {standing, 1.15, brass, casserole},
	"pan":       {standing, 1, oak, pan},
	"dripper":   {standing, 1.3, glass, dripper},
	"press":     {standing, 1.15, glass, frenchPress},
	"kettle":    {standing, 1.15, walnut, kettle},
	"mill":      {standing, 1.3, steel, mill},
	"jar":       {standing, 1.35, Hex("#8a5f3d"), storageJar},
	"spoons":    {standing, 1.2, oak, spoons},
	"oil":       {standing, 1.25, cork, oilBottle},
}

// knife lies across a board, its blade of the given length and height.
func knife(c *canvas, p paint, length, height float64) {
	plank(c, p.main)
	c.at(-length*0.16, 40, -52, 1, func() {
		blade := d("M0 ~L~ ~C~ ~ ~ ~ ~ ~L0 ~Z", -height*0.36, length*0.6, -height*0.36, length*0.82, -height*0.34, length*0.97, 0, length, height*0.42, height*0.64)
		c.cast(blade, func() {
			c.fill(blade, c.down(stop{0, steel.light(0.3), 1}, stop{0.42, steel.light(0.75), 1}, stop{0.5, steel.dark(0.06), 1}, stop{1, steel.light(0.55), 1}))
		})
		c.handle(height, p.accent)
	})
}

// handle is a knife's, leading left from the origin, with rivets.
func (c *canvas) handle(height float64, k Colour) {
	h := height * 0.4
	outline := d("M6 ~L~ ~C~ ~ ~ ~ ~ ~L6 ~Z", -h, -150, -h*0.9, -184, -h*0.6, -184, h*1.4, -150, h*1.25, h)
	c.cast(outline, func() {
		c.fill(outline, c.down(stop{0, k.light(0.25), 1}, stop{0.5, k, 1}, stop{1, k.dark(0.35), 1}))
		for _, x := range []float64{-30, -78, -126} {
			c.oval(x, 0, 5, 5, brass.light(0.3).String())
		}
	})
}

func breadKnife(c *canvas, p paint) {
	plank(c, p.main)
	c.at(-70, 60, -52, 1, func() {
		teeth := strings.Repeat("l-10 8l-11 -4", 19)
		blade := "M0 -22H400C424 -18 430 0 424 20" + teeth + "L0 22Z"
		c.cast(blade, func() {
			c.fill(blade, c.down(stop{0, steel.light(0.3), 1}, stop{0.45, steel.light(0.75), 1}, stop{0.55, steel, 1}, stop{1, steel.light(0.5), 1}))
		})
		c.handle(60, p.accent)
	})
}

// plank is a board seen from above, on which things lie.
func plank(c *canvas, k Colour) {
	c.at(0, 0, 8, 1, func() {
		outline := box(-205, -310, 410, 620, 30)
		c.cast(outline, func() {
			c.fill(outline, c.sheet(k))
			c.grain(outline, k, -205, -310, 410, 620)
			c.line(box(-203, -308, 406, 616, 29), 3, k.light(0.5).String(), 0.5)
			c.oval(0, -262, 20, 20, k.dark(0.55).String())
		})
	})
}

// board leans on the wall, with a handle and a loop.
func board(c *canvas, p paint) {
	c.gloom(40, 0, 220, 34, 0.5)
	c.at(0, 0, 4, 1, func() {
		side := "M168 -6L184 -16V-396L168 -404Z"
		front := "M-150 0H150a20 20 0 0 0 20 -20V-380a24 24 0 0 0 -24 -24H50C34 -404 36 -420 36 -436V-520a36 36 0 0 0 -72 0V-436C-36 -420 -34 -404 -50 -404H-146a24 24 0 0 0 -24 24V-20a20 20 0 0 0 20 20Z"
		c.fill(side, p.main.dark(0.4).String())
		c.fill(front, c.sheet(p.main))
		c.grain(front, p.main, -170, -560, 340, 560)
		c.line("M-168 -24V-380a22 22 0 0 1 22 -22H-50", 3, p.main.light(0.5).String(), 0.6)
		c.oval(0, -514, 13, 13, p.main.dark(0.6).String())
		c.line("M0 -514C-34 -570 -20 -640 0 -646S36 -570 2 -512", 6, p.accent.String(), 1)
	})
}

func roundBoard(c *canvas, p paint) {
	c.gloom(40, 0, 200, 34, 0.5)
	c.at(0, -212, 18, 1, func() {
		outline := "M-208 0a208 208 0 1 0 416 0a208 208 0 0 0 -164 -203C34 -206 34 -220 34 -232V-300a34 34 0 0 0 -68 0V-232C-34 -220 -34 -206 -44 -203A208 208 0 0 0 -208 0Z"
		c.at(10, 6, 0, 1, func() { c.fill(outline, p.main.dark(0.42).String()) })
		c.fill(outline, c.sheet(p.main))
		c.grain(outline, p.main, -208, -330, 416, 540)
		c.oval(0, -296, 12, 12, p.main.dark(0.6).String())
		c.line("M0 -296C-30 -350 -16 -400 4 -404S34 -350 2 -294", 6, p.accent.String(), 1)
	})
}

func casserole(c *canvas, p paint) {
	c.shadow(0, 180)
	c.tube("M-186 -150C-244 -158 -244 -106 -182 -112", 22, p.main)
	c.tube("M186 -150C244 -158 244 -106 182 -112", 22, p.main)
	c.turn(0, p.main, soft(156, 0), soft(184, 24), edge(192, 60), edge(196, 182))
	c.turn(0, p.main.light(0.06), edge(204, 182), edge(204, 198), soft(176, 222), soft(92, 250), edge(30, 254))
	c.turn(0, p.accent, soft(12, 252), soft(13, 266), soft(30, 280), soft(28, 292), soft(4, 298))
	c.gloss(-168, 160, 26, 108)
}

func pan(c *canvas, p paint) {
	c.shadow(-50, 180)
	c.tube("M110 -66C190 -96 250 -130 318 -168", 24, p.accent)
	c.tube("M108 -64L172 -88", 14, steel)
	c.turn(-50, p.main, soft(150, 0), soft(164, 8), edge(196, 70))
	c.oval(-50, -70, 190, 190*tilt, c.across(stop{0, p.main.dark(0.5), 1}, stop{1, p.main.dark(0.12), 1}))
	c.oval(-52, -62, 158, 20, c.across(stop{0, p.main.dark(0.22), 1}, stop{0.6, p.main.light(0.16), 1}, stop{1, p.main, 1}))
}

func dripper(c *canvas, p paint) {
	c.shadow(0, 118)
	c.glassy(p.accent, soft(100, 0), soft(118, 14), soft(126, 80), soft(74, 168), soft(62, 196), edge(70, 214))
	c.within(silhouette(0, []ring{soft(98, 3), soft(114, 16), soft(121, 76), soft(116, 92)}), func() {
		c.fill("M-140 0H140V-92H-140Z", c.across(stop{0, Hex("#3a2216"), 1}, stop{0.3, Hex("#7a4a2c"), 1}, stop{1, Hex("#2d1a12"), 1}))
	})
	c.oval(0, -92, 116, 17, Hex("#8a5a38").String())
	c.tube("M120 -96C182 -104 190 -30 112 -26", 16, oak)
	c.turn(0, p.main, soft(92, 210), edge(96, 222))
	c.tube("M76 -292C138 -300 138 -238 66 -244", 17, p.main)
	c.vessel(0, p.main, p.main, 7, soft(40, 222), soft(52, 232), edge(112, 350))
	c.gloss(-82, 336, 16, 70)
}

// glassy draws a vessel of clear glass.
func (c *canvas) glassy(k Colour, rings ...ring) {
	outline := silhouette(0, rings)
	c.fill(outline, c.across(stop{0, k.dark(0.25), 0.6}, stop{0.12, k.light(0.5), 0.35}, stop{0.5, k, 0.22}, stop{0.88, k.dark(0.2), 0.4}, stop{1, k.dark(0.4), 0.65}))
	c.line(outline, 2, k.light(0.6).String(), 0.7)
	top := rings[len(rings)-1]
	c.raw(`<ellipse cy="`, num(-top.h), `" rx="`, num(top.r), `" ry="`, num(top.r*tilt), `" fill="none" stroke="`, k.light(0.7).String(), `" stroke-width="3" opacity=".8"/>`)
}

func frenchPress(c *canvas, p paint) {
	c.shadow(0, 112)
	c.tube("M96 -260C190 -270 190 -80 98 -76", 22, walnut)
	c.turn(0, Hex("#4b2d1d"), edge(100, 14), edge(100, 170))
	c.glassy(p.accent, edge(106, 10), edge(106, 300))
	c.turn(0, p.main, edge(110, 0), edge(110, 26))
	for _, x := range []float64{-100, -38, 38, 100} {
		c.line(d("M~ -20V-290", x), 7, p.main.dark(0.08).String(), 1)
	}
	c.band(0, p.main, edge(109, 250), edge(109, 266))
	c.turn(0, p.main, edge(114, 292), soft(112, 306), soft(70, 326), soft(14, 332), edge(10, 334))
	c.line("M0 -330V-404", 7, steel.String(), 1)
	c.turn(0, walnut, soft(10, 400), soft(24, 418), soft(16, 436), soft(3, 440))
}

func kettle(c *canvas, p paint) {
	c.shadow(0, 150)
	c.tube("M-104 -70C-196 -86 -156 -230 -232 -262L-262 -262", 18, p.main)
	c.tube("M78 -208C130 -300 236 -262 214 -150C206 -116 188 -84 156 -62", 22, p.accent)
	c.turn(0, p.main, edge(146, 0), soft(148, 20), soft(118, 130), edge(92, 200))
	c.turn(0, p.main.light(0.08), edge(88, 200), soft(76, 216), soft(20, 226), edge(10, 228))
	c.turn(0, p.accent, soft(10, 226), soft(20, 244), soft(12, 258), soft(3, 260))
	c.gloss(-100, 176, 22, 120)
}

func mill(c *canvas, p paint) {
	c.at(-78, -14, 0, 1, func() {
		c.shadow(0, 62)
		millBody(c, p.main, p.accent, 360)
	})
	c.at(88, 26, 0, 0.86, func() {
		c.shadow(0, 62)
		millBody(c, p.main.mix(Hex("#ead9bd"), 0.55), p.accent, 300)
	})
}

func millBody(c *canvas, k, metal Colour, h float64) {
	c.turn(0, k, soft(62, 0), soft(66, 14), soft(46, h*0.3), soft(38, h*0.5), soft(50, h*0.7), edge(52, h*0.74))
	c.turn(0, k.light(0.04), edge(50, h*0.75), soft(58, h*0.84), soft(40, h*0.95), edge(14, h*0.98))
	c.turn(0, metal, soft(9, h*0.98), soft(15, h*1.03), soft(4, h*1.07))
	c.line(d("M~ ~Q0 ~ ~ ~", -49, -h*0.74, -h*0.74+14, 49, -h*0.74), 3, k.dark(0.5).String(), 0.7)
}

func storageJar(c *canvas, p paint) {
	c.shadow(0, 122)
	c.turn(0, p.accent, soft(104, 6), soft(112, 20), edge(112, 190))
	for i := range 26 {
		x, y := float64((i*53)%190)-95, float64((i*37)%160)+22
		c.at(x, -y, float64(i*40), 1, func() { c.oval(0, 0, 12, 8, p.accent.light(0.28).String()) })
	}
	c.glassy(glass, soft(110, 0), soft(122, 14), edge(122, 250), soft(96, 284), edge(96, 296))
	c.turn(0, p.main, edge(90, 290), edge(96, 334))
	c.gloss(-98, 250, 20, 190)
}

func spoons(c *canvas, p paint) {
	c.shadow(0, 100)
	c.glazed(0, paint{p.main, rawClay}, 8, 50, soft(88, 0), soft(98, 14), edge(102, 40), edge(106, 214))
	c.gloss(-84, 190, 18, 120)
	c.inside(0, 214, 98, func() {
		for _, s := range []struct{ x, angle, length float64 }{{-34, -17, 300}, {36, 18, 290}, {-8, -4, 350}, {14, 7, 316}} {
			c.at(s.x, -150, s.angle, 1, func() { c.spoon(s.length, p.accent.mix(walnut, 0.2+s.x/200)) })
		}
	})
}

// spoon stands upright on its handle's end.
func (c *canvas) spoon(length float64, k Colour) {
	c.fill(d("M-8 0L-6 ~H6L8 0Z", -length+100), c.across(stop{0, k.light(0.3), 1}, stop{1, k.dark(0.3), 1}))
	c.oval(0, -length+60, 34, 54, c.across(stop{0, k.light(0.3), 1}, stop{0.6, k, 1}, stop{1, k.dark(0.25), 1}))
	c.oval(-2, -length+58, 22, 40, c.across(stop{0, k.dark(0.3), 1}, stop{1, k.light(0.1), 1}))
}

func oilBottle(c *canvas, p paint) {
	c.shadow(0, 88)
	rings := []ring{soft(82, 0), soft(92, 12), edge(92, 190), soft(62, 260), soft(26, 292), edge(26, 360)}
	c.turn(0, p.main, rings...)
	c.gloss(-76, 190, 20, 140)
	c.turn(0, p.main.dark(0.2), edge(32, 352), edge(32, 372))
	c.turn(0, p.accent, edge(22, 372), edge(26, 404))
	label := []ring{edge(92.5, 60), edge(92.5, 160)}
	c.band(0, paper, label...)
	c.leaf(-6, -82, -24, 60, 18, leafGreen)
	c.leaf(6, -82, 30, 46, 14, leafGreen.light(0.1))
}
