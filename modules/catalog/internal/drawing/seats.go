package drawing

// limb is a straight leg or rail of a seat, tapering from one width to another.
func (c *canvas) limb(x1, y1, w1, x2, y2, w2 float64, k Colour) {
	c.fill(d("M~ ~L~ ~L~ ~L~ ~Z", x1-w1/2, y1, x1+w1/2, y1, x2+w2/2, y2, x2-w2/2, y2),
		c.across(stop{0, k.light(0.28), 1}, stop{0.5, k, 1}, stop{1, k.dark(0.32), 1}))
}

func stool(c *canvas, p paint) {
	c.gloom(60, -6, 240, 46, 0.45)
	for _, x := range []float64{-78, 84} {
		c.limb(x, -352, 24, x*1.55, -34, 16, p.accent.dark(0.25))
	}
	c.limb(-100, -166, 14, 106, -166, 14, p.accent.dark(0.3))
	c.line("M-112 -160H116", 15, p.accent.dark(0.18).String(), 1)
	for _, x := range []float64{-112, 110} {
		c.limb(x, -350, 28, x*1.48, 16, 18, p.accent)
	}
	c.line("M-140 -112H140", 16, p.accent.String(), 1)
	c.turn(0, p.main, soft(150, 346), soft(168, 356), soft(168, 384), edge(158, 392))
	c.oval(-8, -390, 116, 15, p.main.dark(0.14).String())
}

func chair(c *canvas, p paint) {
	c.gloom(70, -4, 240, 50, 0.45)
	c.limb(-106, -250, 22, -128, -44, 15, p.accent.dark(0.28))
	c.limb(108, -250, 22, 134, -44, 15, p.accent.dark(0.28))
	for _, s := range []float64{-1, 1} {
		c.limb(s*128, -560, 17, s*110, -240, 24, p.accent)
	}
	for i := range 5 {
		x := float64(i-2) * 40
		c.limb(x*1.12, -520, 9, x, -262, 11, p.accent.light(0.08))
	}
	c.fill("M-146 -566C-90 -596 90 -596 146 -566C150 -540 146 -524 140 -514C90 -538 -90 -538 -140 -514C-146 -524 -150 -540 -146 -566Z", c.sheet(p.accent))
	c.limb(-146, -236, 28, -172, 14, 18, p.accent)
	c.limb(146, -236, 28, 172, 14, 18, p.accent)
	c.line("M-154 -110H154", 14, p.accent.dark(0.1).String(), 1)
	c.fill("M-128 -282H128C148 -282 166 -252 172 -226C174 -208 160 -200 140 -200H-140C-160 -200 -174 -208 -172 -226C-166 -252 -148 -282 -128 -282Z", p.main.dark(0.32).String())
	c.fill("M-126 -288H126C146 -288 164 -260 170 -238C172 -224 158 -220 138 -220H-138C-158 -220 -172 -224 -170 -238C-164 -260 -146 -288 -126 -288Z", c.sheet(p.main))
}
