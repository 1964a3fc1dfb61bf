package drawing

import "math"

// lighting glows: lamps, lanterns and candles.
var lighting = map[string]subject{
	"mushroom":    {standing, 1.15, brass, mushroomLamp},
	"task":        {standing, 1, brass, taskLamp},
	"pendant":     {hanging, 1, brass, pendant},
	"lantern":     {hanging, 1, oak, paperLantern},
	"pillars":     {standing, 1.15, Hex("#e8dcc4"), pillars},
	"candlestick": {standing, 1.1, Hex("#efe6d4"), candlestick},
	"scented":     {standing, 1.45, paper, scented},
	"storm":       {standing, 1.15, glass, stormLantern},
	"globe":       {standing, 1.15, brass, globeLamp},
}

func mushroomLamp(c *canvas, p paint) {
	c.halo(0, -170, 330, 0.75)
	c.shadow(0, 118)
	c.turn(0, p.main, soft(112, 0), soft(118, 10), soft(74, 26), soft(34, 60), soft(26, 150), soft(38, 226))
	c.oval(0, -226, 172, 172*tilt, Hex("#fff0c4").String())
	c.turn(0, p.main, edge(198, 222), soft(196, 252), soft(160, 340), soft(84, 392), soft(14, 404), edge(4, 405))
	c.fill(d("M-198 -222A198 ~ 0 0 0 198 -222A198 ~ 0 0 1 -198 -222Z", 198*tilt, 198*tilt*0.55), "#ffe9b0")
	c.gloss(-138, 340, 24, 88)
	c.turn(0, p.accent, soft(8, 403), soft(14, 412), soft(4, 420))
}

func taskLamp(c *canvas, p paint) {
	c.fill("M108 -404L-150 10H330L190 -372Z", c.down(stop{0, Hex("#ffedbd"), 0.7}, stop{1, Hex("#ffedbd"), 0}))
	c.shadow(-90, 108)
	c.turn(-90, p.main, soft(98, 0), soft(106, 8), edge(106, 26))
	c.tube("M-90 -26L-170 -260", 15, p.accent)
	c.tube("M-170 -260L82 -452", 15, p.accent)
	for _, at := range [][2]float64{{-90, -30}, {-170, -260}, {82, -452}} {
		c.raw(`<circle cx="`, num(at[0]), `" cy="`, num(at[1]), `" r="17" fill="`, c.sheet(p.main.dark(0.12)), `"/>`)
	}
	c.at(120, -424, -24, 1, func() {
		c.turn(0, p.main, edge(104, -70), soft(92, -30), soft(48, 26), soft(34, 46), edge(30, 50))
		c.oval(0, 70, 96, 16, Hex("#fff0c4").String())
	})
}

func pendant(c *canvas, p paint) {
	c.line("M0 -10V330", 6, iron.String(), 1)
	c.halo(0, 600, 330, 0.8)
	c.at(0, 590, 0, 1, func() {
		c.turn(0, p.accent, soft(24, 222), soft(24, 250), edge(10, 268))
		c.oval(0, -6, 232, 40, Hex("#fff0c4").String())
		c.oval(0, -10, 70, 22, "#fffdf4")
		c.turn(0, p.main, edge(236, 2), soft(228, 44), soft(150, 150), soft(52, 214), edge(26, 226))
		c.fill(d("M-236 -2A236 ~ 0 0 0 236 -2A236 ~ 0 0 1 -236 -2Z", 236*tilt, 236*tilt*0.5), "#ffe9b0")
		c.gloss(-150, 132, 24, 70)
	})
}

func paperLantern(c *canvas, p paint) {
	c.line("M0 -10V250", 5, iron.String(), 1)
	c.halo(0, 478, 400, 0.7)
	c.at(0, 478, 0, 1, func() {
		c.raw(`<ellipse rx="236" ry="218" fill="`, c.glow(stop{0, Hex("#fff8e2"), 1}, stop{0.6, p.main.light(0.55), 1}, stop{1, p.main.dark(0.06), 1}), `"/>`)
		for i := -6; i <= 6; i++ {
			y := float64(i) * 32
			r := 236 * math.Sqrt(1-y*y/(218*218))
			c.line(d("M~ ~Q0 ~ ~ ~", -r, y, y+r*tilt*0.8, r, y), 2.5, p.main.dark(0.25).String(), 0.45)
		}
		c.line("M-52 -212H52M-52 212H52", 12, p.accent.String(), 1)
	})
}

// candleFlame burns at the end of a wick at the origin.
func (c *canvas) candleFlame() {
	c.halo(0, -34, 150, 0.8)
	c.line("M0 0V-18", 4, iron.String(), 1)
	c.fill("M0 -86C22 -52 22 -30 14 -18C6 -6 -6 -6 -14 -18C-22 -30 -16 -52 0 -86Z", c.down(stop{0, Hex("#fff6d6"), 1}, stop{0.7, flame, 1}, stop{1, Hex("#e88b3a"), 1}))
}

func pillars(c *canvas, p paint) {
	for _, s := range []struct {
		x, y, r, h float64
		k          Colour
	}{{-6, -64, 74, 350, p.main}, {-126, 4, 66, 196, p.main.light(0.4)}, {112, 26, 70, 130, p.main.mix(p.accent, 0.6)}} {
		c.at(s.x, s.y, 0, 1, func() {
			c.shadow(0, s.r)
			c.turn(0, s.k, soft(s.r-3, 0), edge(s.r, 6), edge(s.r, s.h))
			c.oval(0, -s.h, s.r-10, (s.r-10)*tilt, Hex("#ffe7b8").String())
			c.at(0, -s.h, 0, 1, c.candleFlame)
		})
	}
}

func candlestick(c *canvas, p paint) {
	for _, s := range []struct{ x, y, scale, h float64 }{{-84, -40, 1, 250}, {96, 22, 1, 130}} {
		c.at(s.x, s.y, 0, s.scale, func() {
			c.shadow(0, 92)
			c.turn(0, p.main, soft(84, 0), soft(90, 8), soft(60, 22), soft(18, 40), soft(12, 70), soft(20, s.h*0.5), soft(12, s.h*0.75), soft(14, s.h), soft(36, s.h+14), edge(38, s.h+20))
			c.turn(0, p.accent, edge(17, s.h+18), edge(13, s.h+210))
			c.at(0, -s.h-210, 0, 0.9, c.candleFlame)
		})
	}
}

func scented(c *canvas, p paint) {
	c.shadow(0, 122)
	c.turn(0, p.main, soft(112, 0), soft(120, 12), edge(120, 226))
	c.oval(0, -226, 112, 112*tilt, p.main.dark(0.3).String())
	c.oval(0, -218, 104, 15, Hex("#f7ead0").String())
	c.at(0, -220, 0, 1, c.candleFlame)
	c.band(0, p.accent, edge(120.5, 66), edge(120.5, 168))
	c.line("M-44 -98H44M-26 -80H26", 5, iron.String(), 0.55)
	c.leaf(0, -106, 0, 36, 11, leafGreen)
	c.gloss(-100, 210, 18, 180)
}

func stormLantern(c *canvas, p paint) {
	c.shadow(0, 116)
	c.line("M-104 -330C-118 -520 118 -520 104 -330", 7, p.main.String(), 1)
	c.turn(0, p.main, edge(112, 0), edge(116, 34), edge(96, 44))
	c.at(0, -46, 0, 1, func() {
		c.turn(0, Hex("#f3e6cb"), edge(46, 0), edge(46, 110))
		c.at(0, -110, 0, 1, c.candleFlame)
	})
	c.glassy(p.accent, edge(92, 44), soft(108, 170), edge(88, 300))
	for _, x := range []float64{-108, 108} {
		c.line(d("M~ -30V-312", x), 8, p.main.String(), 1)
	}
	c.turn(0, p.main, edge(112, 300), edge(116, 318), soft(84, 350), soft(40, 372), edge(34, 392))
	c.turn(0, p.main, edge(46, 392), soft(36, 410), edge(10, 416))
}

func globeLamp(c *canvas, p paint) {
	c.halo(0, -270, 360, 0.75)
	c.shadow(0, 96)
	c.turn(0, p.main, soft(92, 0), soft(98, 10), edge(98, 40))
	c.turn(0, p.accent, edge(34, 40), edge(34, 70), soft(58, 92), edge(70, 108))
	c.raw(`<circle cy="-262" r="168" fill="`, c.glow(stop{0, Hex("#fffdf5"), 1}, stop{0.62, Hex("#fff1cf"), 1}, stop{1, Hex("#e7cf9f"), 1}), `"/>`)
	c.gloss(-104, 352, 34, 110)
}
