package drawing

// garden is pots and what goes with them.
var garden = map[string]subject{
	"pot":      {standing, 1.1, leafGreen, potWithSaucer},
	"planter":  {standing, 1, leafGreen, planter},
	"watering": {standing, 1.15, brass, wateringCan},
	"trowel":   {lying, 1.1, oak, trowel},
	"seeds":    {lying, 1.15, leafGreen, seedPackets},
	"birds":    {standing, 1.1, oak, birdHouse},
	"hanging":  {hanging, 1, leafGreen, hangingPlanter},
	"trug":     {standing, 1.1, leafGreen, trug},
	"mister":   {standing, 1.3, brass, mister},
	"bulbs":    {standing, 1.2, Hex("#e8e2f0"), bulbBowl},
}

func potWithSaucer(c *canvas, p paint) {
	c.shadow(0, 134)
	c.turn(0, p.main.dark(0.1), soft(112, 0), soft(132, 10), edge(140, 26))
	c.vessel(0, p.main, soil, 12, edge(90, 20), edge(122, 178))
	c.turn(0, p.main.light(0.05), edge(132, 176), edge(136, 226))
	c.mouth(0, 226, 122, soil)
	c.oval(0, -220, 112, 15, soil.String())
	c.inside(0, 226, 122, func() {
		for _, l := range []struct{ x, angle, length, breadth float64 }{
			{-6, -58, 210, 56}, {6, 56, 220, 58}, {-4, -30, 290, 66}, {4, 30, 280, 64}, {0, -4, 320, 66}, {-20, -82, 150, 44}, {20, 82, 150, 44},
		} {
			c.leaf(l.x, -216, l.angle, l.length, l.breadth, p.accent.mix(Hex("#8fae7d"), 0.3+l.x/40))
		}
	})
}

func planter(c *canvas, p paint) {
	c.shadow(0, 126)
	c.vessel(0, p.main, soil, 10, soft(96, 0), soft(112, 14), soft(138, 110), edge(142, 232))
	c.oval(0, -226, 130, 18, soil.String())
	c.gloss(-116, 214, 24, 140)
	c.inside(0, 232, 132, func() {
		for _, l := range []struct{ x, angle, length float64 }{
			{-60, -15, 260}, {62, 14, 250}, {-34, -8, 360}, {36, 8, 340}, {-4, 1, 410}, {-84, -24, 190}, {86, 22, 180}, {14, -3, 300},
		} {
			k := p.accent.dark(0.12 + l.x/500)
			c.at(l.x, -220, l.angle, 1, func() {
				c.fill(d("M-20 0C-30 ~ -20 ~ 0 ~C20 ~ 30 ~ 20 0Z", -l.length*0.4, -l.length*0.8, -l.length, -l.length*0.8, -l.length*0.4), c.across(stop{0, Hex("#c9c98a"), 1}, stop{0.14, k.light(0.2), 1}, stop{0.86, k, 1}, stop{1, Hex("#b8ba7a"), 1}))
			})
		}
	})
}

func wateringCan(c *canvas, p paint) {
	c.shadow(30, 140)
	c.tube("M-40 -60C-120 -100 -150 -190 -224 -276", 26, p.main)
	c.at(-232, -286, -40, 1, func() {
		c.turn(0, p.main, edge(14, -26), edge(46, 24))
		c.oval(0, -24, 40, 8, p.accent.String())
	})
	c.tube("M126 -236C262 -262 250 -40 160 -36", 20, p.main)
	c.line("M-66 -228C-60 -350 120 -350 128 -232", 20, p.main.dark(0.25).String(), 1)
	c.line("M-68 -230C-62 -350 116 -350 124 -234", 11, p.main.light(0.1).String(), 1)
	c.vessel(34, p.main, p.main, 8, soft(132, 0), edge(138, 10), edge(116, 226))
	c.band(34, p.accent, edge(133, 60), edge(131.5, 76))
	c.gloss(-74, 206, 24, 130)
}

func trowel(c *canvas, p paint) {
	c.at(-96, 40, 14, 1, func() {
		c.tool(p, "M-62 -40C-70 -150 -50 -250 0 -310C50 -250 70 -150 62 -40C50 -14 26 0 0 2S-50 -14 -62 -40Z")
	})
	c.at(110, 70, -10, 1, func() {
		c.tool(p, "M-64 -60V-280a12 12 0 0 1 24 0V-100H-12V-300a12 12 0 0 1 24 0V-100H40V-280a12 12 0 0 1 24 0V-60C64 -20 30 0 0 2S-64 -20 -64 -60Z")
	})
}

// tool is a hand tool lying with its head up, joined at the origin.
func (c *canvas) tool(p paint, head string) {
	neck := "M-9 -20H9L13 110H-13Z"
	grip := "M-15 96C-28 150 -30 240 -20 300a22 22 0 0 0 40 0C30 240 28 150 15 96Z"
	c.cast(head+neck+grip, func() {
		c.fill(head, c.across(stop{0, p.main.light(0.4), 1}, stop{0.45, p.main, 1}, stop{0.55, p.main.dark(0.16), 1}, stop{1, p.main.dark(0.34), 1}))
		c.fill(neck, c.round(steel))
		c.fill(grip, c.round(p.accent))
		c.line("M-14 112H14M-15 124H15", 5, p.accent.dark(0.45).String(), 0.8)
		c.line("M0 318C-14 350 14 360 6 388", 5, leather.String(), 1)
	})
}

func seedPackets(c *canvas, p paint) {
	blooms := []Colour{Hex("#d97b4f"), Hex("#e3b23c"), Hex("#8c6aa8")}
	for i, k := range []Colour{p.main, p.main.light(0.35), p.main.mix(paper, 0.7)} {
		c.at(float64(-116+i*112), float64(40-(i%2)*60), float64(-14+i*14), 1, func() {
			outline := box(-112, -170, 224, 340, 5)
			c.cast(outline, func() {
				c.fill(outline, c.sheet(k))
				c.line("M-110 -140H110", 3, k.dark(0.3).String(), 0.5)
				c.fill(box(-78, -112, 156, 54, 3), paper.String())
				c.line("M-52 -92H52M-34 -76H34", 4, iron.String(), 0.5)
				c.sprig(0, 150, 0, 130, 6, 64, p.accent)
				for petal := range 6 {
					c.at(0, 20, float64(petal*60), 1, func() { c.oval(0, -26, 16, 24, blooms[i].light(0.06*float64(petal%2)).String()) })
				}
				c.raw(`<circle cy="20" r="14" fill="`, blooms[i].dark(0.4).String(), `"/>`)
			})
		})
	}
}

func birdHouse(c *canvas, p paint) {
	c.shadow(0, 46)
	c.limb(0, -210, 30, 0, 0, 34, p.accent.dark(0.2))
	c.fill("M112 -500L150 -520V-262L112 -206Z", p.main.dark(0.45).String())
	front := "M-112 -206V-380L0 -500L112 -380V-206Z"
	c.fill(front, c.sheet(p.main))
	c.line("M-38 -206V-458M38 -206V-458", 3, p.main.dark(0.35).String(), 0.4)
	c.raw(`<circle cx="2" cy="-340" r="41" fill="`, p.main.light(0.35).String(), `"/><circle cy="-342" r="38" fill="`, p.main.dark(0.7).String(), `"/>`)
	c.fill("M0 -540L40 -548L196 -376L150 -352L0 -512L-150 -352L-172 -374Z", c.sheet(p.accent))
	c.fill("M0 -512L150 -352L196 -376L180 -394L150 -374L0 -530Z", p.accent.dark(0.3).String())
	c.tube("M0 -276V-262", 14, p.accent)
	c.at(62, -262, 0, 1, func() {
		c.fill("M-96 -22C-84 -58 -36 -64 -12 -40C10 -22 20 -8 54 2C20 14 -20 14 -46 6C-66 10 -84 4 -92 -8L-112 -14Z", c.sheet(Hex("#5d7f95")))
		c.fill("M-88 -18C-70 4 -40 10 -24 4C-40 -12 -66 -22 -88 -18Z", Hex("#d98e5f").String())
		c.raw(`<circle cx="-80" cy="-34" r="4" fill="#1d1a1c"/>`)
		c.line("M-54 6V16M-44 6V16", 3, iron.String(), 1)
	})
}

func hangingPlanter(c *canvas, p paint) {
	c.line("M0 -10V260M0 260L-128 520M0 260L128 520M0 260V500", 5, rope.dark(0.2).String(), 1)
	c.raw(`<circle cy="256" r="12" fill="`, c.sheet(brass), `"/>`)
	c.at(0, 700, 0, 1, func() {
		c.vessel(0, p.main, soil, 9, soft(66, 0), soft(100, 40), soft(134, 120), edge(136, 186))
		c.oval(0, -182, 124, 16, soil.String())
		c.gloss(-112, 166, 22, 96)
		for _, s := range []struct{ x, angle, length float64 }{{-108, -160, 270}, {112, 158, 320}, {-60, -172, 200}, {66, 174, 240}} {
			c.sprig(s.x, -196, s.angle, s.length, 9, 62, p.accent.light(0.1+s.x/900))
		}
		for _, a := range []float64{-70, -44, -18, 10, 36, 64} {
			c.leaf(a*1.1, -184, a, 140-a*a/60, 32, p.accent.light(0.12+a/500))
		}
	})
}

func trug(c *canvas, p paint) {
	c.gloom(30, 4, 290, 44, 0.5)
	c.line("M-150 -110C-150 -380 150 -380 150 -110", 24, p.main.dark(0.35).String(), 1)
	c.line("M-153 -112C-152 -380 146 -380 146 -114", 14, p.main.light(0.15).String(), 1)
	for _, v := range []struct{ x, angle float64 }{{-150, -34}, {-90, -14}, {-20, 4}, {60, 14}, {130, 34}} {
		c.sprig(v.x, -100, v.angle, 150, 5, 86, p.accent.light(0.1+v.x/900))
	}
	for _, f := range []struct{ x, y float64 }{{-120, -130}, {-52, -142}, {24, -138}, {100, -132}} {
		c.raw(`<circle cx="`, num(f.x), `" cy="`, num(f.y), `" r="46" fill="`, c.slope(stop{0, Hex("#ee9c72"), 1}, stop{0.5, Hex("#c9513a"), 1}, stop{1, Hex("#7d2b2a"), 1}), `"/>`)
		c.leaf(f.x, f.y-34, 20, 26, 9, leafGreen)
	}
	body := "M-250 -124C-230 -40 -190 0 -150 8H150C190 0 230 -40 250 -124C160 -92 -160 -92 -250 -124Z"
	c.fill(body, c.sheet(p.main))
	c.grain(body, p.main, -250, -124, 500, 140)
	c.line("M-244 -104C-150 -70 150 -70 244 -104M-226 -62C-150 -34 150 -34 226 -62", 3, p.main.dark(0.4).String(), 0.5)
	c.line("M-250 -124C-160 -92 160 -92 250 -124", 11, p.main.light(0.25).String(), 1)
}

func mister(c *canvas, p paint) {
	c.shadow(0, 104)
	c.glassy(p.main, soft(94, 0), soft(106, 14), soft(108, 90), soft(70, 200), edge(34, 246))
	c.within(silhouette(0, []ring{soft(92, 3), soft(102, 16), soft(104, 88), soft(86, 150)}), func() {
		c.fill("M-140 0H140V-150H-140Z", c.across(stop{0, p.main.dark(0.3), 0.5}, stop{0.3, p.main.light(0.3), 0.4}, stop{1, p.main.dark(0.4), 0.6}))
	})
	c.turn(0, p.accent, edge(38, 240), edge(38, 286), edge(26, 296))
	c.turn(0, p.accent, edge(17, 294), edge(17, 340))
	c.tube("M6 -344H-84", 24, p.accent)
	c.turn(-96, p.accent, edge(15, 330), edge(15, 360))
	c.tube("M14 -340C46 -336 52 -300 40 -268", 13, p.accent)
	c.turn(0, p.accent, soft(28, 356), soft(34, 366), soft(22, 382), edge(8, 384))
	c.gloss(-82, 110, 22, 88)
	for i := range 12 {
		c.oval(-140-float64((i*29)%90), -345+float64((i*47)%110)-54, 4, 4, "#fffdf8")
	}
}

func bulbBowl(c *canvas, p paint) {
	c.shadow(0, 136)
	c.glazed(0, paint{p.main, rawClay}, 10, 24, soft(88, 0), soft(98, 18), soft(166, 84), edge(184, 138))
	c.oval(0, -134, 172, 24, soil.String())
	c.inside(0, 138, 174, func() {
		for i, x := range []float64{-96, -34, 34, 96} {
			h := 250 + float64((i*53)%90)
			for _, a := range []float64{-16, 12} {
				c.leaf(x, -120, a+x/12, h*0.86, 17, leafGreen.light(0.08*float64(i)))
			}
			c.at(x, -130, x/16, 1, func() {
				c.line(d("M0 0V~", -h), 9, leafGreen.light(0.2).String(), 1)
				for k := range 14 {
					y := -h + 20 + float64(k*9)
					c.oval(float64((k*23)%44)-22, y-40, 14, 12, p.accent.mix(Hex("#8d7bb5"), 0.15+0.07*float64((k*5)%7)).String())
				}
			})
		}
		c.turn(-66, oak.light(0.1), soft(22, 118), soft(40, 140), soft(16, 170), edge(3, 178))
		c.turn(64, oak, soft(22, 116), soft(38, 138), soft(15, 166), edge(3, 174))
	})
}
