package demo

import "shop/modules/catalog/internal/drawing"

var textiles = []piece{
	{
		code: "BLANKET", name: "Wool Blanket", vendor: "Mottram Mill", in: []string{"blankets"}, tags: []string{"wool", "bestseller"},
		text:  `<p>Lambswool, woven wide and washed soft. Warm without weight, and large enough for two who get along.</p><ul><li>140 by 200 cm, fringed by hand</li><li>Air it rather than wash it</li></ul>`,
		price: 13900, grams: 1200, colours: []string{"Honey", "Pine", "Plum", "Oat"},
		look: look{subject: "blanket", tone: fern, set: drawing.Table, accent: "Paper", family: true},
	},
	{
		code: "THROW", name: "Plaid Throw", vendor: "Mottram Mill", in: []string{"blankets"}, tags: []string{"wool"},
		text:  `<p>A lighter one for the back of the sofa, in a plaid drawn for us. The mill keeps the pattern in a drawer with our name on it.</p><ul><li>130 by 180 cm</li><li>Wool and a little cotton</li></ul>`,
		price: 9800, was: 12400, grams: 760, colours: []string{"Plum", "Ink"},
		look: look{subject: "throw", tone: straw, set: drawing.Window, accent: "Honey"},
	},
	{
		code: "CUSHION", name: "Stripe Cushion", vendor: "Mottram Mill", in: []string{"blankets"}, tags: []string{"linen"},
		text:  `<p>Heavy linen with a woven stripe and a hidden zip. Filled with feathers that plump up again when you have gone.</p><ul><li>50 by 50 cm, filling included</li><li>The cover is washed at 40 °C</li></ul>`,
		price: 4600, grams: 780, colours: []string{"Moss", "Clay", "Oat", "Honey"},
		look: look{subject: "cushion", tone: dusk, set: drawing.Sweep, accent: "Paper", family: true},
	},
	{
		code: "RUG", name: "Striped Runner Rug", vendor: "Mottram Mill", in: []string{"blankets", "bath"}, tags: []string{"wool"},
		text:  `<p>Flat-woven from wool that was too coarse for blankets and just right for feet. Both sides are the good side.</p><ul><li>70 cm wide</li><li>Shake it, beat it, leave it in the snow</li></ul>`,
		price: 11800, grams: 2400, colours: []string{"Pine", "Clay"}, choice: choice{"Length", []value{{"140 cm", 0}, {"200 cm", 4200}}},
		look: look{subject: "rug", tone: sand, set: drawing.Table, accent: "Paper"},
	},
	{
		code: "TOWELS", name: "Ribbed Towels, Set of Four", vendor: "Mottram Mill", in: []string{"bath"}, tags: []string{"cotton", "set"},
		text:  `<p>Thin when dry, thirsty when needed, and on the line for an hour rather than a day. Two for hands, two for the rest of you.</p><ul><li>Organic cotton</li><li>Washed at 60 °C</li></ul>`,
		price: 6400, grams: 1400, colours: []string{"Rose", "Mist", "Moss"},
		look: look{subject: "towels", tone: stone, set: drawing.Window},
	},
	{
		code: "BATHMAT", name: "Bath Mat", vendor: "Mottram Mill", in: []string{"bath"}, tags: []string{"cotton"},
		text:  `<p>A thick rib that dries between two showers. Rolled up it makes a fair footrest.</p><ul><li>50 by 80 cm</li><li>Washed at 60 °C</li></ul>`,
		price: 3200, grams: 700, colours: []string{"Clay", "Mist", "Oat"},
		look: look{subject: "bathmat", tone: sky, set: drawing.Sweep},
	},
	{
		code: "TEATOWEL", name: "Linen Tea Towels, Pair", vendor: "Mottram Mill", in: []string{"table-linen", "gifts"}, tags: []string{"linen", "set"},
		text:  `<p>One in colour, one in natural. Stiff for the first three washes and yours after that.</p><ul><li>50 by 70 cm, with a loop</li><li>Polishes glasses without a thread left behind</li></ul>`,
		price: 2400, grams: 220, colours: []string{"Ink", "Clay", "Moss"},
		look: look{subject: "teatowel", tone: sage, set: drawing.Sweep},
	},
	{
		code: "APRON", name: "Work Apron", vendor: "Mottram Mill", in: []string{"table-linen", "garden-tools"}, tags: []string{"linen", "leather"},
		text:  `<p>For the stove, the wheel and the potting bench. Crossed straps that don't pull at the neck, and a pocket where your hand looks for it.</p><ul><li>Heavy linen, leather straps</li><li>One size, really</li></ul>`,
		price: 5900, grams: 480, colours: []string{"Moss", "Charcoal", "Clay"},
		look: look{subject: "apron", tone: blush, set: drawing.Sweep},
	},
	{
		code: "RUNNER", name: "Table Runner", vendor: "Mottram Mill", in: []string{"table-linen"}, tags: []string{"linen"},
		text:  `<p>Enough cloth to make a Tuesday look like somebody is coming. Hemmed by hand, with a narrow stripe along both edges.</p><ul><li>45 by 180 cm</li><li>Washed at 60 °C, ironed if you must</li></ul>`,
		price: 3800, grams: 260, colours: []string{"Clay", "Oat", "Pine"},
		look: look{subject: "runner", tone: sky, accent: "Paper"},
	},
	{
		code: "TOTE", name: "Market Bag", vendor: "Mottram Mill", in: []string{"table-linen", "gifts"}, tags: []string{"cotton", "leather"},
		text:  `<p>Flat in the coat pocket on the way there, a week's vegetables on the way back. The straps are leather and long enough for a winter coat.</p><ul><li>Carries 15 kg</li><li>Printed with a leaf from the tree outside</li></ul>`,
		price: 3600, grams: 280, colours: []string{"Mist", "Oat", "Ink"},
		look: look{subject: "tote", tone: straw, set: drawing.Arch},
	},
}
