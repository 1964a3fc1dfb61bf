package demo

import "shop/modules/catalog/internal/drawing"

var ruling = choice{"Paper", []value{{"Dotted", 0}, {"Lined", 0}, {"Blank", 0}}}

var desk = []piece{
	{
		code: "NOTEBOOK", name: "Linen Notebook", vendor: "Papierwerk", in: []string{"writing", "gifts"}, tags: []string{"paper", "linen", "bestseller"},
		text:  `<p>Sewn, so that it lies flat on every page. The cover is bookbinder's linen, the paper takes a fountain pen on both sides.</p><ul><li>A5, 192 numbered pages of 100 g</li><li>Two ribbons and a pocket</li></ul>`,
		price: 2100, grams: 360, colours: []string{"Pine", "Clay", "Ink", "Oat"}, choice: ruling,
		look: look{subject: "notebook", tone: sand, family: true},
	},
	{
		code: "POCKET", name: "Pocket Books, Set of Three", vendor: "Papierwerk", in: []string{"writing", "gifts"}, tags: []string{"paper", "set"},
		text:  `<p>Thin enough for a shirt pocket, and three of them, so that you may lose one. Stapled twice, rounded once.</p><ul><li>9 by 14 cm, 48 pages each</li><li>Dotted</li></ul>`,
		price: 1200, grams: 150, colours: []string{"Moss", "Rose"},
		look: look{subject: "pocket", tone: sky},
	},
	{
		code: "PEN", name: "Brass Rollerball", vendor: "Norrvik Forge", in: []string{"writing", "gifts"}, tags: []string{"brass"},
		text:  `<p>Turned from a single rod, with a clip that doesn't bend. It is heavier than you expect, and after a week other pens are too light.</p><ul><li>Takes standard rollerball refills</li><li>Unlacquered: it will take on your hand</li></ul>`,
		price: 4800, grams: 60, colours: []string{"Brass", "Charcoal"},
		look: look{subject: "pen", tone: fern},
	},
	{
		code: "PENCILS", name: "Pencil Pot", vendor: "Halde Pottery", in: []string{"order"}, tags: []string{"stoneware"},
		text:  `<p>Heavy at the foot and fluted at the side. Five pencils of cedar are in it when it comes.</p><ul><li>11 cm tall</li><li>Felt underneath</li></ul>`,
		price: 2600, grams: 520, colours: []string{"Mist", "Clay"},
		look: look{subject: "pencils", tone: stone, set: drawing.Window},
	},
	{
		code: "TRAY", name: "Desk Tray", vendor: "Linden Workshop", in: []string{"order"}, tags: []string{"made here"},
		text:  `<p>Everything that lies about, lying in one place. Two parts: one for pens, one for whatever that is.</p><ul><li>32 by 20 cm, lacquered birch</li><li>Cork under it</li></ul>`,
		price: 3800, grams: 640, colours: []string{"Pine", "Walnut"},
		look: look{subject: "tray", tone: sand, set: drawing.Disc},
	},
	{
		code: "BOOKENDS", name: "Bookends, Pair", vendor: "Norrvik Forge", in: []string{"order"}, tags: []string{"steel"},
		text:  `<p>Bent once from thick steel. They don't creep, even with the atlas at the end of the row.</p><ul><li>16 cm tall, 1.2 kg each</li><li>Books not included, but recommended</li></ul>`,
		price: 3400, grams: 2400, colours: []string{"Plum", "Charcoal"},
		look: look{subject: "bookends", tone: straw, set: drawing.Table},
	},
	{
		code: "CLOCK", name: "Quiet Desk Clock", vendor: "Lumen & Lark", in: []string{"order", "gifts"}, tags: []string{"clock"},
		text:  `<p>It doesn't tick. The hand glides, the alarm is a single soft bell, and the button on top gives you nine more minutes, once.</p><ul><li>12 cm, brass feet</li><li>One AA cell lasts two years</li></ul>`,
		price: 6800, grams: 520, colours: []string{"Rose", "Pine", "Chalk"},
		look: look{subject: "clock", tone: dusk, set: drawing.Table},
	},
	{
		code: "LETTERS", name: "Letter Set", vendor: "Papierwerk", in: []string{"writing", "gifts"}, tags: []string{"paper", "set"},
		text:  `<p>Ten sheets, ten envelopes, and ten paper seals. Somebody would like to hear from you.</p><ul><li>Cotton paper, 160 g</li><li>Envelopes lined by hand</li></ul>`,
		price: 1800, grams: 240, colours: []string{"Rose", "Moss"},
		look: look{subject: "letters", tone: sage},
	},
	{
		code: "SCISSORS", name: "Paper Scissors", vendor: "Norrvik Forge", in: []string{"order"}, tags: []string{"steel", "brass"},
		text:  `<p>Long blades for long cuts, and loops that take the whole hand. Hardened, hollow-ground, and adjustable with the screw in the middle.</p><ul><li>21 cm</li><li>Resharpened by us, for life</li></ul>`,
		price: 4200, grams: 180, colours: []string{"Steel"},
		look: look{subject: "scissors", tone: blush},
	},
	{
		code: "MAT", name: "Felt Desk Mat", vendor: "Mottram Mill", in: []string{"order"}, tags: []string{"wool", "leather"},
		text:  `<p>Wool felt, thick enough to write on and soft enough for a cup. One corner is leather, for the mouse or the elbow.</p><ul><li>68 by 42 cm</li><li>Saddle-stitched</li></ul>`,
		price: 5400, was: 6200, grams: 480, colours: []string{"Ink", "Charcoal", "Moss"},
		look: look{subject: "mat", tone: fern},
	},
	{
		code: "ORGANISER", name: "Letter Rack", vendor: "Linden Workshop", in: []string{"order"}, tags: []string{"wood", "made here"},
		text:  `<p>Three slots: to do, to send, to keep. It stays small on purpose.</p><ul><li>26 by 14 cm</li><li>Dovetailed</li></ul>`,
		price: 3600, grams: 720, colours: []string{"Walnut", "Oak"},
		look: look{subject: "organiser", tone: sky, set: drawing.Disc},
	},
	{
		code: "STOOL", name: "Three-way Stool", vendor: "Linden Workshop", in: []string{"seats"}, tags: []string{"wood", "made here"},
		text:  `<p>A seat, a bedside table, a step to the top shelf. The legs are wedged through the seat, which is how stools have held for four hundred years.</p><ul><li>45 cm high, carries 160 kg</li><li>Solid ash, soap-finished</li></ul>`,
		price: 13800, grams: 3900, colours: []string{"Moss", "Oak", "Charcoal"},
		look: look{subject: "stool", tone: sand, set: drawing.Arch},
	},
	{
		code: "CHAIR", name: "Spindle Chair", vendor: "Linden Workshop", in: []string{"seats"}, tags: []string{"wood", "made here"},
		text:  `<p>Five spindles in the back that give a little when you lean. The seat is upholstered in wool from the mill across the river.</p><ul><li>Solid oak, joined without screws</li><li>Comes assembled</li></ul>`,
		price: 28900, grams: 5600, colours: []string{"Plum", "Moss", "Mist"},
		look: look{subject: "chair", tone: straw, set: drawing.Window},
	},
	{
		code: "GIFT", name: "Gift Card", vendor: "Linden Workshop", in: []string{"gifts"}, tags: []string{"gift card"},
		text:  `<p>For when you don't know the colour of their kitchen. Comes by e-mail at once, with a card to print.</p><ul><li>Valid for three years</li><li>Can be used in parts</li></ul>`,
		price: 2500, colours: []string{"Pine"}, choice: choice{"Value", []value{{"25", 0}, {"50", 2500}, {"100", 7500}}}, digital: true,
		look: look{subject: "gift", tone: blush},
	},
}
