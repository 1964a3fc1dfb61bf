package demo

import "shop/modules/catalog/internal/drawing"

var garden = []piece{
	{
		code: "POT", name: "Clay Pot with Saucer", vendor: "Halde Pottery", in: []string{"pots"}, tags: []string{"terracotta"},
		text:  `<p>Fired hot enough for winter, thin enough to breathe. The saucer has a rim that holds what the plant doesn't drink.</p><ul><li>With a hole, of course</li><li>It greys with the years, which we like</li></ul>`,
		price: 1400, grams: 900, colours: []string{"Terracotta"}, choice: choice{"Size", []value{{"14 cm", 0}, {"18 cm", 600}, {"24 cm", 1500}}},
		look: look{subject: "pot", tone: sage, set: drawing.Window, accent: "Leaf"},
	},
	{
		code: "PLANTER", name: "Glazed Planter", vendor: "Halde Pottery", in: []string{"pots"}, tags: []string{"stoneware"},
		text:  `<p>An outer pot for the ones that live indoors. A deep glaze, a quiet form, and a foot that doesn't scratch the sill.</p><ul><li>For pots up to 17 cm</li><li>Watertight</li></ul>`,
		price: 3400, grams: 1500, colours: []string{"Ink", "Chalk", "Clay"},
		look: look{subject: "planter", tone: fern, set: drawing.Arch, accent: "Leaf", family: true},
	},
	{
		code: "HANGING", name: "Hanging Planter", vendor: "Halde Pottery", in: []string{"pots"}, tags: []string{"stoneware"},
		text:  `<p>For the plant that wants to go down rather than up. Three cords, one ring, and a knot that doesn't slip.</p><ul><li>16 cm across, cords 70 cm</li><li>Hook for the ceiling included</li></ul>`,
		price: 3900, grams: 1100, colours: []string{"Plum", "Oat"},
		look: look{subject: "hanging", tone: straw, set: drawing.Window, accent: "Leaf"},
	},
	{
		code: "BULBS", name: "Bulb Bowl", vendor: "Halde Pottery", in: []string{"pots"}, tags: []string{"stoneware"},
		text:  `<p>A shallow bowl for grape hyacinths, crocus and everything else that comes out of the dark in February.</p><ul><li>26 cm across</li><li>With gravel and planting notes</li></ul>`,
		price: 2900, grams: 1300, colours: []string{"Clay", "Mist"},
		look: look{subject: "bulbs", tone: sky, set: drawing.Table},
	},
	{
		code: "WATERING", name: "Watering Can", vendor: "Fernhill", in: []string{"garden-tools"}, tags: []string{"steel"},
		text:  `<p>Balanced when full and when nearly empty, which is rarer than it sounds. The rose unscrews for seedlings.</p><ul><li>1.8 litres, galvanised and lacquered</li><li>Brass rose</li></ul>`,
		price: 4900, was: 5900, grams: 980, colours: []string{"Moss", "Ink", "Honey"},
		look: look{subject: "watering", tone: blush, set: drawing.Disc, family: true},
	},
	{
		code: "TROWEL", name: "Trowel & Fork", vendor: "Fernhill", in: []string{"garden-tools", "gifts"}, tags: []string{"steel", "wood", "set"},
		text:  `<p>Forged in one piece from blade to neck, so there is nothing to come loose. Ash handles, leather loops.</p><ul><li>A pair, 32 cm long</li><li>Oil them in autumn</li></ul>`,
		price: 4400, grams: 620, colours: []string{"Steel"},
		look: look{subject: "trowel", tone: straw},
	},
	{
		code: "SEEDS", name: "Seed Collection", vendor: "Fernhill", in: []string{"garden-tools", "gifts"}, tags: []string{"seeds", "set"},
		text:  `<p>Three packets of old, open-pollinated flowers for bees and for the vase: you can keep their seed and never buy them again.</p><ul><li>Marigold, sunflower, aster</li><li>For about 3 square metres</li></ul>`,
		price: 1100, grams: 40, colours: []string{"Pine"},
		look: look{subject: "seeds", tone: sand, accent: "Leaf"},
	},
	{
		code: "BIRDS", name: "Bird House", vendor: "Linden Workshop", in: []string{"garden-tools"}, tags: []string{"wood", "made here"},
		text:  `<p>The right hole, the right height, and a roof that opens for the one cleaning a year. Tits like it. So far everybody has.</p><ul><li>Larch, 32 mm entrance</li><li>With post and ground spike</li></ul>`,
		price: 5800, grams: 2600, colours: []string{"Mist", "Pine", "Chalk"},
		look: look{subject: "birds", tone: fern, set: drawing.Disc},
	},
	{
		code: "TRUG", name: "Garden Trug", vendor: "Fernhill", in: []string{"garden-tools"}, tags: []string{"wood"},
		text:  `<p>Bent chestnut and willow, made the way boats are. For what comes out of the garden, and for what you carry into it.</p><ul><li>48 cm long, carries 8 kg</li><li>Light enough for one finger</li></ul>`,
		price: 6900, grams: 980, colours: []string{"Oak"},
		look: look{subject: "trug", tone: sage, set: drawing.Table, accent: "Leaf"},
	},
	{
		code: "MISTER", name: "Plant Mister", vendor: "Atelier Brume", in: []string{"garden-tools", "gifts"}, tags: []string{"glass", "brass"},
		text:  `<p>A fine, soft fog for ferns and orchids. The pump is brass, and each part of it can be taken apart.</p><ul><li>300 ml, recycled glass</li><li>One spare seal inside</li></ul>`,
		price: 2600, grams: 380, colours: []string{"Glass", "Honey"},
		look: look{subject: "mister", tone: dusk, set: drawing.Arch},
	},
}
