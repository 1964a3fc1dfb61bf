package drawing

// desk is what one writes, reads and sits with.
var desk = map[string]subject{
	"notebook":  {lying, 1.05, brass, notebook},
	"pocket":    {lying, 1.15, paper, pocketBooks},
	"pen":       {lying, 1, brass, pen},
	"pencils":   {standing, 1.3, flame, pencils},
	"tray":      {standing, 1.1, leather, tray},
	"bookends":  {standing, 1.25, terracotta, bookends},
	"clock":     {standing, 1.15, brass, clock},
	"letters":   {lying, 1, terracotta, letters},
	"scissors":  {lying, 1.1, brass, scissors},
	"mat":       {lying, 1, leather, deskMat},
	"stool":     {standing, 1.1, oak, stool},
	"chair":     {standing, 1, oak, chair},
	"gift":      {lying, 1.05, brass, giftCard},
	"organiser": {standing, 1.15, brass, organiser},
}

// cover draws a closed book from above, in a frame of w by h around the origin.
func (c *canvas) cover(w, h float64, k Colour) {
	pages := box(-w/2+4, -h/2+4, w+4, h+5, 8)
	c.cast(pages, func() {
		c.fill(pages, k.dark(0.35).String())
		c.fill(box(-w/2+2, -h/2+2, w+2, h+3, 6), paper.dark(0.08).String())
		outline := box(-w/2, -h/2, w, h, 10)
		c.fill(outline, c.sheet(k))
		c.fill(d("M~ ~h26v~h-26a10 10 0 0 1 -10 -10v~a10 10 0 0 1 10 -10Z", -w/2+10, -h/2, h, -h+20), k.dark(0.2).String())
		c.line(d("M~ ~v~", -w/2+37, -h/2+2, h-4), 2, k.light(0.3).String(), 0.5)
	})
}

func notebook(c *canvas, p paint) {
	c.at(20, 6, 9, 1, func() {
		c.line("M60 300C66 336 54 350 70 384", 9, p.accent.String(), 1)
		c.cover(390, 560, p.main)
		c.line("M128 -279V279", 11, p.main.dark(0.4).String(), 1)
		c.line("M126 -279V279", 4, p.main.light(0.1).String(), 0.6)
		c.fill(box(-84, -150, 150, 84, 3), paper.String())
		c.line("M-62 -118H44M-62 -98H16", 4, p.main.dark(0.2).String(), 0.6)
	})
	c.at(-150, 150, -38, 1, func() { c.pencil(360, p.accent) })
}

// pencil lies with its point to the right, centred on the origin.
func (c *canvas) pencil(length float64, k Colour) {
	l := length / 2
	outline := d("M~ -11H~L~ 0L~ 11H~Z", -l, l-44, l, l-44, -l)
	c.cast(outline, func() {
		c.fill(d("M~ -11H~V11H~Z", -l+22, l-44, -l+22), c.down(stop{0, k.light(0.4), 1}, stop{0.45, k, 1}, stop{1, k.dark(0.3), 1}))
		c.fill(d("M~ -11H~V11H~Z", -l, -l+22, -l), steel.light(0.3).String())
		c.fill(d("M~ -11L~ 0L~ 11Z", l-44, l, l-44), oak.light(0.4).String())
		c.fill(d("M~ -3.5L~ 0L~ 3.5Z", l-14, l, l-14), iron.String())
	})
}

func pocketBooks(c *canvas, p paint) {
	for i, k := range []Colour{p.main.dark(0.18), p.main.mix(p.accent, 0.62), p.main} {
		c.at(float64(-70+i*70), float64(-50+i*44), float64(-16+i*13), 1, func() {
			c.cover(270, 390, k)
			c.fill(box(-56, -110, 120, 56, 3), k.light(0.55).String())
			c.line("M-38 -86H40", 4, k.dark(0.3).String(), 0.7)
		})
	}
}

func pen(c *canvas, p paint) {
	c.at(-10, 20, -7, 1, func() {
		outline := box(-215, -300, 430, 600, 4)
		c.cast(outline, func() {
			c.fill(outline, c.sheet(paper))
			for i := range 9 {
				c.line(d("M-165 ~H~", float64(-220+54*i), 165-float64(i*i%5)*34), 3, steel.dark(0.2).String(), 0.28)
			}
		})
	})
	c.at(30, 20, -54, 1, func() {
		outline := "M-240 -17a17 17 0 0 0 0 34H170L246 4V-4L170 -17Z"
		c.cast(outline, func() {
			c.fill(outline, c.down(stop{0, p.main.light(0.45), 1}, stop{0.3, p.main.light(0.1), 1}, stop{0.62, p.main, 1}, stop{1, p.main.dark(0.45), 1}))
			c.line("M-40 -17V17M-34 -17V17M150 -16V16", 4, p.main.dark(0.4).String(), 0.8)
			c.line("M-232 -24H-90a8 8 0 0 1 0 12", 8, p.main.light(0.3).String(), 1)
			c.fill("M212 -8L246 -4V4L212 8Z", steel.dark(0.3).String())
		})
	})
}

func pencils(c *canvas, p paint) {
	c.shadow(0, 100)
	c.vessel(0, p.main, p.main, 8, edge(96, 0), edge(100, 236))
	c.inside(0, 236, 92, func() {
		for i, k := range []Colour{p.accent, terracotta, leafGreen, iron, p.accent.light(0.4)} {
			c.at(float64(-52+i*26), -190, float64(-15+i*8), 1, func() {
				c.at(0, float64(-150-(i*41)%60), -90, 1, func() { c.upright(260, k) })
			})
		}
	})
	c.line("M-72 -40V-200M-44 -30V-196M-16 -26V-192M16 -26V-192M44 -30V-196M72 -40V-200", 5, p.main.dark(0.35).String(), 0.3)
}

// upright is a pencil without a shadow on the ground.
func (c *canvas) upright(length float64, k Colour) {
	l := length / 2
	c.fill(d("M~ -12H~V12H~Z", -l, l-44, -l), c.down(stop{0, k.light(0.4), 1}, stop{0.45, k, 1}, stop{1, k.dark(0.35), 1}))
	c.fill(d("M~ -12L~ 0L~ 12Z", l-44, l, l-44), oak.light(0.4).String())
	c.fill(d("M~ -4L~ 0L~ 4Z", l-14, l, l-14), iron.String())
}

func tray(c *canvas, p paint) {
	c.gloom(40, 10, 280, 46, 0.5)
	inner := "M-190 -96L190 -96L238 -10H-238Z"
	c.fill("M-206 -118H206L262 0V34H-262V0Z", p.main.dark(0.3).String())
	c.fill(inner, c.down(stop{0, p.main.dark(0.4), 1}, stop{1, p.main.dark(0.06), 1}))
	c.fill("M-262 0H262V40a8 8 0 0 1 -8 8H-254a8 8 0 0 1 -8 -8Z", c.across(stop{0, p.main.light(0.25), 1}, stop{1, p.main.dark(0.12), 1}))
	c.line("M-206 -118H206L262 0H-262Z", 7, p.main.light(0.28).String(), 1)
	c.line("M24 -118L34 0", 7, p.main.light(0.1).String(), 1)
	c.at(-104, -34, 0, 1, func() {
		c.turn(0, brass, edge(44, 0), edge(44, 30))
		c.turn(0, terracotta, edge(36, 30), edge(36, 58))
	})
	c.at(136, -60, -12, 1, func() { c.upright(190, p.accent) })
	c.at(120, -30, 4, 1, func() { c.upright(170, leafGreen) })
}

func bookends(c *canvas, p paint) {
	c.gloom(30, 4, 300, 40, 0.5)
	x := -150.0
	for i, b := range []struct{ w, h float64 }{{52, 300}, {38, 340}, {64, 280}, {44, 322}, {58, 296}} {
		k := []Colour{terracotta, Hex("#2f4858"), Hex("#d8c7a8"), leafGreen, Hex("#a9503f")}[i]
		c.fill(box(x, -b.h, b.w, b.h, 4), c.across(stop{0, k.light(0.25), 1}, stop{0.4, k, 1}, stop{1, k.dark(0.3), 1}))
		c.line(d("M~ ~h~M~ ~h~", x+8, -b.h+36, b.w-16, x+8, -b.h+50, b.w-16), 4, k.light(0.6).String(), 0.6)
		x += b.w + 2
	}
	for _, s := range []struct{ at, dir float64 }{{-152, -1}, {x, 1}} {
		c.fill(d("M~ 0v-210h~v172q0 38 ~ 38Z", s.at, s.dir*34, s.dir*52), c.across(stop{0, p.main.light(0.25), 1}, stop{1, p.main.dark(0.3), 1}))
	}
}

func clock(c *canvas, p paint) {
	c.shadow(0, 150)
	c.line("M-100 -40L-126 -2M100 -40L126 -2", 20, p.accent.dark(0.1).String(), 1)
	c.at(0, -200, 0, 1, func() {
		c.raw(`<circle cx="7" cy="5" r="192" fill="`, p.main.dark(0.4).String(), `"/>`)
		c.raw(`<circle r="190" fill="`, c.sheet(p.main), `"/>`)
		c.raw(`<circle r="160" fill="`, p.main.dark(0.25).String(), `"/>`)
		c.raw(`<circle cx="2" cy="3" r="157" fill="`, c.sheet(Hex("#f5efe3")), `"/>`)
		for i := range 12 {
			c.at(0, 0, float64(i*30), 1, func() { c.line("M0 -138V-122", 6, iron.String(), 0.85) })
		}
		c.line("M0 0L-52 -66", 10, iron.String(), 1)
		c.line("M0 0L74 -86", 7, iron.String(), 1)
		c.line("M0 26L0 -112", 3, p.accent.String(), 1)
		c.raw(`<circle r="10" fill="`, p.accent.String(), `"/>`)
	})
}

func letters(c *canvas, p paint) {
	for i, k := range []Colour{p.main.dark(0.1), p.main.light(0.3), p.main} {
		c.at(float64(-30+i*34), float64(-130+i*118), float64(-13+i*10), 1, func() {
			outline := box(-210, -142, 420, 284, 6)
			c.cast(outline, func() {
				c.fill(outline, c.sheet(k))
				c.fill("M-208 -138L0 34L208 -138", k.dark(0.09).String())
				c.line("M-206 138L-40 2M206 138L40 2", 2, k.dark(0.3).String(), 0.4)
				c.line("M-206 -138L0 34L206 -138", 3, k.light(0.6).String(), 0.8)
				if i == 2 {
					c.raw(`<circle cy="30" r="32" fill="`, c.sheet(p.accent), `"/>`)
					c.leaf(0, 50, 0, 40, 14, p.accent.light(0.3))
				}
			})
		})
	}
}

func scissors(c *canvas, p paint) {
	for _, s := range []float64{-1, 1} {
		c.at(0, 20, s*15, 1, func() {
			blade := d("M~ 30C~ -40 ~ -200 ~ -360C~ -240 ~ -120 ~ 20Z", -s*22, -s*26, -s*20, s*6, s*22, s*30, s*24)
			c.cast(blade, func() {
				c.fill(blade, c.across(stop{0, p.main.light(0.55), 1}, stop{0.5, p.main, 1}, stop{1, p.main.dark(0.25), 1}))
			})
			loop := d("M~ 10C~ 80 ~ 110 ~ 150C~ 190 ~ 300 ~ 300C~ 300 ~ 200 ~ 160C~ 110 ~ 60 ~ 10",
				-s*6, -s*10, -s*16, -s*28, -s*76, -s*72, -s*14, s*44, s*34, s*12, s*2, s*14, s*8)
			c.at(9, 14, 0, 1, func() { c.line(loop, 26, shadeTint.String(), 0.16) })
			c.line(loop, 26, p.accent.dark(0.3).String(), 1)
			c.line(loop, 15, p.accent.String(), 1)
			c.line(loop, 4, p.accent.light(0.5).String(), 0.8)
		})
	}
	c.raw(`<circle cy="26" r="15" fill="`, c.sheet(p.accent), `"/><path d="M-8 26H8" stroke="`, p.accent.dark(0.5).String(), `" stroke-width="4"/>`)
}

func deskMat(c *canvas, p paint) {
	c.at(0, 10, -6, 1, func() {
		outline := box(-235, -320, 470, 640, 26)
		c.cast(outline, func() {
			c.fill(outline, c.sheet(p.main))
			c.raw(`<path d="`, box(-221, -306, 442, 612, 18), `" fill="none" stroke="`, p.main.light(0.4).String(), `" stroke-width="3" stroke-dasharray="12 9" opacity=".7"/>`)
			c.fill("M-235 -150V-294a26 26 0 0 1 26 -26H-60Z", c.sheet(p.accent))
		})
	})
	c.at(50, 30, 10, 0.62, func() { c.cover(330, 470, paper.dark(0.1)) })
	c.at(96, 40, -58, 1, func() { c.pencil(320, p.accent) })
}

func giftCard(c *canvas, p paint) {
	for i, k := range []Colour{p.main.light(0.55), p.main} {
		c.at(float64(26-i*36), float64(-70+i*110), float64(10-i*19), 1, func() {
			outline := box(-240, -150, 480, 300, 24)
			c.cast(outline, func() {
				c.fill(outline, c.sheet(k))
				c.sprig(130, 140, -24, 250, 9, 78, k.mix(leafGreen.light(0.5), 0.75))
				c.line("M-196 -92H-60M-196 -62H-110", 9, paper.String(), 0.85)
				c.fill(box(-196, 62, 74, 50, 8), c.sheet(p.accent))
			})
		})
	}
}

func organiser(c *canvas, p paint) {
	c.gloom(30, 6, 260, 40, 0.5)
	c.fill("M-214 0V-196L-150 -250H208V0Z", p.main.dark(0.3).String())
	for i, h := range []float64{246, 196, 146} {
		y := float64(i) * 12
		c.at(-20+float64(i)*4, -70+y*2, float64(i*3-3), 1, func() {
			c.fill(box(-160, -h-40, 310, h, 3), c.sheet([]Colour{paper, p.accent.light(0.4), Hex("#cfd8d2")}[i]))
			c.line(d("M-130 ~h180M-130 ~h120", -h-10, -h+10), 4, iron.String(), 0.25)
		})
	}
	front := "M-222 2V-112H222V2a10 10 0 0 1 -10 10H-212a10 10 0 0 1 -10 -10Z"
	c.fill(front, c.sheet(p.main))
	c.grain(front, p.main, -222, -112, 444, 124)
	c.line("M-222 -112H222", 6, p.main.light(0.4).String(), 1)
}
