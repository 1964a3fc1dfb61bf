package drawing

import "math"

// textiles are woven, folded and hung.
var textiles = map[string]subject{
	"blanket":  {standing, 1.2, paper, blanket},
	"cushion":  {standing, 1.15, paper, cushion},
	"towels":   {standing, 1.25, paper, towels},
	"teatowel": {hanging, 1, oak, teaTowel},
	"apron":    {hanging, 1.05, leather, apron},
	"runner":   {lying, 1, paper, runner},
	"rug":      {standing, 1.05, paper, rolledRug},
	"tote":     {hanging, 1, leather, tote},
	"bathmat":  {standing, 1.2, paper, bathMats},
	"throw":    {hanging, 1, oak, throwOnRail},
}

// fold is one layer of folded cloth, lying on height y, as seen from its fold.
func (c *canvas) fold(x, y, w, h float64, k Colour) {
	outline := d("M~ ~C~ ~ ~ ~ ~ ~H~C~ ~ ~ ~ ~ ~Z", x, -y, x-16, -y-h*0.1, x-16, -y-h*0.94, x+4, -y-h, x+w-4, x+w+14, -y-h*0.95, x+w+14, -y-h*0.06, x+w, -y)
	c.fill(outline, c.down(stop{0, k.light(0.28), 1}, stop{0.35, k.light(0.05), 1}, stop{1, k.dark(0.3), 1}))
	c.line(d("M~ ~H~", x+6, -y-h*0.5, x+w-4), 2, k.dark(0.3).String(), 0.3)
}

func blanket(c *canvas, p paint) {
	c.gloom(30, 0, 290, 46, 0.5)
	for i := range 3 {
		k := p.main.light(0.04 * float64(i))
		c.fold(-206+float64(i)*5, float64(i)*72, 408-float64(i*8), 72, k)
		c.line(d("M~ ~H~M~ ~H~", -200, -float64(i)*72-20, 190, -200, -float64(i)*72-50, 190), 7, p.accent.String(), 0.55)
	}
	top := "M-204 -216C-206 -250 -190 -268 -150 -276C-40 -290 90 -288 176 -274C196 -270 204 -244 198 -216C120 -206 -120 -206 -204 -216Z"
	c.fill(top, c.slope(stop{0, p.main.light(0.4), 1}, stop{1, p.main.dark(0.12), 1}))
	corner := "M28 -282C90 -286 150 -280 178 -272C200 -262 202 -160 196 -92C150 -80 84 -82 44 -92C36 -160 40 -230 28 -282Z"
	c.at(-10, 6, 0, 1, func() { c.veil(corner, shadeTint.String(), 0.22) })
	c.fill(corner, c.slope(stop{0, p.main.light(0.38), 1}, stop{0.45, p.main.light(0.06), 1}, stop{1, p.main.dark(0.24), 1}))
	c.within(corner, func() {
		c.line("M20 -136C90 -126 150 -126 220 -138M20 -156C90 -146 150 -146 220 -158M20 -232C90 -222 150 -222 220 -234", 8, p.accent.String(), 0.7)
	})
	fringe := ""
	for i := range 13 {
		fringe += d("M~ ~q~ 18 ~ 34", 48+float64(i)*12, -90+math.Abs(float64(i-6))*0.8, float64(i%3-1)*4, float64((i*7)%5-2)*2)
	}
	c.line(fringe, 4, p.main.light(0.12).String(), 1)
}

func cushion(c *canvas, p paint) {
	c.gloom(40, -6, 230, 44, 0.5)
	outline := "M-196 -24C-206 -150 -204 -260 -212 -404C-120 -388 100 -390 206 -410C196 -270 200 -140 216 -22C100 -2 -90 -2 -196 -24Z"
	c.fill(outline, c.raise(p.main))
	c.within(outline, func() {
		for i := range 11 {
			x := -180 + float64(i)*36
			c.line(d("M~ -420C~ -280 ~ -140 ~ 0", x, x*0.96, x*0.96, x*1.04), 2, p.main.dark(0.25).String(), 0.2)
		}
		c.fill("M-70 -420C-62 -280 -62 -140 -74 0H-20C-14 -140 -14 -280 -18 -420Z", p.accent.mix(p.main, 0.25).String())
		c.fill("M6 -420C10 -280 10 -140 6 0H22C26 -140 26 -280 22 -420Z", p.accent.mix(p.main, 0.25).String())
		c.oval(60, 0, 240, 100, c.glow(stop{0, shadeTint, 0.28}, stop{1, shadeTint, 0}))
	})
	c.line(outline, 3, p.main.light(0.4).String(), 0.5)
	for _, s := range [][2]float64{{-204, -28}, {218, -24}, {-214, -406}, {208, -412}} {
		c.raw(`<circle cx="`, num(s[0]), `" cy="`, num(s[1]), `" r="11" fill="`, c.sheet(p.accent), `"/>`)
	}
}

// raise shades something stuffed: bright where it swells towards the light.
func (c *canvas) raise(k Colour) string {
	return c.define(`<radialGradient id="~" cx=".36" cy=".3" r=".8"><stop offset="0" stop-color="` + k.light(0.34).String() +
		`"/><stop offset=".5" stop-color="` + k.String() + `"/><stop offset="1" stop-color="` + k.dark(0.32).String() + `"/></radialGradient>`)
}

func towels(c *canvas, p paint) {
	c.gloom(30, 0, 250, 42, 0.5)
	shades := []Colour{p.main.dark(0.16), p.main, p.main.light(0.4), p.main.mix(p.accent, 0.75)}
	for i, k := range shades {
		x, w := -176+float64((i*13)%9), 350-float64(i*10)
		c.fold(x, float64(i)*76, w, 74, k)
		ribs := ""
		for n := range 12 {
			ribs += d("M~ ~v-58", x+20+float64(n)*w/13, -float64(i)*76-8)
		}
		c.line(ribs, 2, k.dark(0.3).String(), 0.22)
		c.line(d("M~ ~v-70M~ ~v-71", x+w-52, -float64(i)*76-2, x+w-40, -float64(i)*76-2), 4, k.light(0.55).String(), 0.7)
	}
	c.at(-30, -306, 0, 1, func() { c.sprig(-70, 0, 74, 190, 7, 60, leafGreen) })
}

// rail is a wooden rail on the wall with pegs.
func (c *canvas) rail(y float64, k Colour, pegs ...float64) {
	c.gloom(0, y+34, 330, 22, 0.35)
	outline := box(-300, y-26, 600, 52, 10)
	c.fill(outline, c.down(stop{0, k.light(0.35), 1}, stop{1, k.dark(0.12), 1}))
	c.grain(outline, k, -300, y-26, 600, 52)
	for _, x := range pegs {
		c.oval(x+5, y+8, 19, 19, k.dark(0.5).String())
		c.oval(x, y, 18, 18, c.sheet(k.light(0.1)))
	}
}

// hung shades cloth that hangs in folds.
func (c *canvas) hung(k Colour) string {
	return c.across(stop{0, k.dark(0.08), 1}, stop{0.12, k.light(0.24), 1}, stop{0.3, k.dark(0.08), 1}, stop{0.44, k.light(0.2), 1},
		stop{0.62, k.dark(0.12), 1}, stop{0.78, k.light(0.1), 1}, stop{1, k.dark(0.24), 1})
}

func teaTowel(c *canvas, p paint) {
	c.rail(250, p.accent, -110, 110)
	for _, t := range []struct {
		x float64
		k Colour
	}{{-110, p.main}, {110, p.main.mix(paper, 0.72)}} {
		outline := d("M~ 262C~ 330 ~ 420 ~ 740C~ 752 ~ 752 ~ 736C~ 420 ~ 330 ~ 262Z", t.x-8, t.x-50, t.x-82, t.x-90, t.x-30, t.x+40, t.x+92, t.x+84, t.x+46, t.x+8)
		c.at(14, 12, 0, 1, func() { c.veil(outline, shadeTint.String(), 0.16) })
		c.fill(outline, c.hung(t.k))
		c.within(outline, func() {
			stripe := p.main.dark(0.2)
			if t.x < 0 {
				stripe = paper
			}
			c.line(d("M~ 640q90 18 200 0M~ 662q90 18 200 0M~ 700q90 18 200 0", t.x-100, t.x-100, t.x-100), 9, stripe.String(), 0.75)
		})
		c.line(d("M~ 268q-10 -34 0 -30q10 -4 0 30", t.x), 5, t.k.dark(0.2).String(), 1)
	}
}

func apron(c *canvas, p paint) {
	c.rail(190, oak, 0)
	c.line("M0 188C-60 260 -78 300 -84 352M0 188C60 260 78 300 84 352", 12, p.accent.String(), 1)
	outline := "M-92 346C-40 356 40 356 92 346C98 420 130 470 186 500C192 620 196 730 200 836C80 858 -80 858 -200 836C-196 730 -192 620 -186 500C-130 470 -98 420 -92 346Z"
	c.at(16, 14, 0, 1, func() { c.veil(outline, shadeTint.String(), 0.18) })
	c.fill(outline, c.hung(p.main))
	c.line("M-188 506C-230 560 -226 640 -244 700M188 506C230 560 222 640 240 706", 10, p.accent.String(), 1)
	c.fill("M-96 620H96V730C96 748 84 756 68 756H-68C-84 756 -96 748 -96 730Z", c.hung(p.main.dark(0.08)))
	c.line("M-96 622H96M0 622V756", 3, p.main.light(0.5).String(), 0.7)
	for _, x := range []float64{-80, 80} {
		c.raw(`<circle cx="`, num(x), `" cy="366" r="9" fill="`, c.sheet(brass), `"/>`)
	}
}

func runner(c *canvas, p paint) {
	c.at(0, 0, -11, 1, func() {
		outline := box(-140, -420, 280, 840, 3)
		c.cast(outline, func() {
			c.fill(outline, c.sheet(p.main))
			for _, x := range []float64{-112, -96, 96, 112} {
				c.line(d("M~ -420V420", x), 6, p.accent.String(), 0.75)
			}
			for i := range 18 {
				y := -400 + float64(i)*47
				c.line(d("M-140 ~h280", y), 1.5, p.main.dark(0.25).String(), 0.28)
			}
		})
	})
	c.at(-20, 40, 0, 1, func() {
		c.raw(`<ellipse cx="14" cy="20" rx="152" ry="152" fill="`, c.glow(stop{0.8, shadeTint, 0.4}, stop{1, shadeTint, 0}), `"/>`)
		c.raw(`<circle r="140" fill="`, c.sheet(chalk), `"/><circle r="96" fill="`, c.slope(stop{0, chalk.dark(0.12), 1}, stop{1, chalk.light(0.3), 1}), `"/>`)
	})
	c.at(-24, 130, 24, 1, func() { c.sprig(0, 0, 0, 190, 8, 66, leafGreen) })
}

func rolledRug(c *canvas, p paint) {
	c.gloom(60, -2, 150, 34, 0.55)
	c.at(-30, 0, -4, 1, func() {
		c.turn(0, p.main, edge(104, 0), edge(104, 540))
		for i, h := range []float64{60, 84, 150, 240, 300, 456, 480} {
			k := p.accent
			if i%3 == 2 {
				k = p.main.dark(0.3)
			}
			c.band(0, k, edge(104.5, h), edge(104.5, h+12+float64(i%2)*14))
		}
		for _, r := range []float64{84, 62, 40, 20} {
			c.raw(`<ellipse cy="-540" rx="`, num(r), `" ry="`, num(r*tilt), `" fill="none" stroke="`, p.main.dark(0.4).String(), `" stroke-width="4" opacity=".6"/>`)
		}
		fringe := ""
		for i := range 14 {
			x := -100 + float64(i)*15.4
			fringe += d("M~ ~v24", x, -2+17*(1-(x/104)*(x/104)))
		}
		c.line(fringe, 4, p.accent.String(), 1)
		c.band(0, leather, edge(105.5, 190), edge(105.5, 208))
		c.band(0, leather, edge(105.5, 380), edge(105.5, 398))
	})
}

func tote(c *canvas, p paint) {
	c.rail(190, oak, 0)
	c.line("M0 190C-66 270 -84 340 -90 424", 17, p.accent.dark(0.2).String(), 1)
	c.line("M0 190C66 270 84 340 90 424", 17, p.accent.String(), 1)
	outline := "M-172 410C-60 424 60 424 172 410C184 560 190 690 196 800C90 822 -90 822 -196 800C-190 690 -184 560 -172 410Z"
	c.at(16, 14, 0, 1, func() { c.veil(outline, shadeTint.String(), 0.18) })
	c.fill(outline, c.hung(p.main))
	c.line("M-172 436C-60 450 60 450 173 436", 3, p.main.dark(0.3).String(), 0.6)
	c.at(0, 740, 0, 1, func() { c.sprig(0, 0, 0, 210, 9, 84, p.main.dark(0.5).mix(leafGreen, 0.5)) })
}

func bathMats(c *canvas, p paint) {
	c.gloom(30, 0, 270, 46, 0.5)
	for i, k := range []Colour{p.main.dark(0.08), p.main.light(0.22)} {
		r := 92.0 - float64(i)*4
		y := -r - float64(i)*160
		c.at(float64(i)*24-20, y, 0, 1, func() {
			c.fill(d("M-130 ~H170a~ ~ 0 0 1 0 ~H-130Z", -r, r*0.5, r, 2*r), c.down(stop{0, k.light(0.3), 1}, stop{0.5, k, 1}, stop{1, k.dark(0.3), 1}))
			ribs := ""
			for n := range 14 {
				ribs += d("M~ ~q14 ~ 0 ~", -70+float64(n)*18, -r+8, r, 2*r-16)
			}
			c.line(ribs, 3, k.dark(0.3).String(), 0.22)
			c.oval(-130, 0, r*0.52, r, c.sheet(k.light(0.1)))
			for _, s := range []float64{0.76, 0.54, 0.32, 0.12} {
				c.raw(`<ellipse cx="-130" rx="`, num(r*0.52*s), `" ry="`, num(r*s), `" fill="none" stroke="`, k.dark(0.3).String(), `" stroke-width="5" opacity=".5"/>`)
			}
		})
	}
}

func throwOnRail(c *canvas, p paint) {
	outline := "M-206 252H206C214 420 210 640 204 800H-204C-212 640 -214 420 -206 252Z"
	c.at(18, 16, 0, 1, func() { c.veil(outline, shadeTint.String(), 0.18) })
	c.fill(outline, c.hung(p.main))
	c.within(outline, func() {
		for i, y := range []float64{330, 350, 500, 520, 540, 690, 710} {
			c.line(d("M-220 ~q220 14 440 0", y), 8, p.accent.String(), 0.5+0.1*float64(i%3))
		}
		for _, x := range []float64{-140, -124, 10, 26, 150} {
			c.line(d("M~ 240V810", x), 8, p.accent.String(), 0.4)
		}
	})
	fringe := ""
	for i := range 26 {
		fringe += d("M~ 800q~ 20 0 44", -200+float64(i)*16, float64(i%3-1)*5)
	}
	c.line(fringe, 4.5, p.main.light(0.05).String(), 1)
	c.tube("M-300 246H300", 26, oak)
	c.line("M-206 238H206", 26, p.main.light(0.12).String(), 1)
}
