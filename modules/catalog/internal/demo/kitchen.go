package demo

import "shop/modules/catalog/internal/drawing"

var kitchen = []piece{
	{
		code: "CHEF", name: "Chef's Knife", vendor: "Norrvik Forge", in: []string{"knives-and-boards"}, tags: []string{"steel", "walnut"},
		text:  `<p>One knife for nearly everything: broad enough to scoop, thin enough for tomatoes. Forged from a single bar and finished by hand.</p><ul><li>Stainless carbon steel, 58 HRC</li><li>Handle of oiled walnut, brass rivets</li><li>Rinse, dry, done: not for the dishwasher</li></ul>`,
		price: 8900, grams: 240, colours: []string{"Oak"}, choice: choice{"Blade", []value{{"16 cm", 0}, {"20 cm", 1500}}},
		look: look{subject: "chef", tone: sage},
	},
	{
		code: "PARING", name: "Paring Knife", vendor: "Norrvik Forge", in: []string{"knives-and-boards", "gifts"}, tags: []string{"steel", "walnut"},
		text:  `<p>The small one that ends up doing most of the work. Short, nimble, and sharp enough to peel a peach.</p><ul><li>9 cm blade</li><li>Comes with a paper sheath</li></ul>`,
		price: 3900, grams: 90, colours: []string{"Walnut"},
		look: look{subject: "paring", tone: blush, accent: "Oak"},
	},
	{
		code: "BREAD", name: "Bread Knife", vendor: "Norrvik Forge", in: []string{"knives-and-boards"}, tags: []string{"steel"},
		text:  `<p>Long, wavy and patient: it goes through a dark crust without tearing the crumb.</p><ul><li>24 cm blade with a rounded tip</li><li>Can be resharpened by us, for life</li></ul>`,
		price: 7200, was: 8400, grams: 210, colours: []string{"Oak"},
		look: look{subject: "bread", tone: straw},
	},
	{
		code: "BOARD", name: "Long Cutting Board", vendor: "Linden Workshop", in: []string{"knives-and-boards"}, tags: []string{"wood", "made here"},
		text:  `<p>Cut from one plank, so there is no glue line to open. Use one side for bread and the other for everything else, then hang it up by its leather loop.</p><ul><li>48 by 22 cm, 2 cm thick</li><li>Oiled with linseed</li></ul>`,
		price: 5400, grams: 1300, colours: []string{"Oak", "Walnut"},
		look: look{subject: "board", tone: fern, set: drawing.Window},
	},
	{
		code: "ROUND", name: "Round Serving Board", vendor: "Linden Workshop", in: []string{"knives-and-boards", "tableware"}, tags: []string{"wood", "made here"},
		text:  `<p>For cheese, for a cake, for carrying six glasses at once. The rim is bevelled so that you can get your fingers under it.</p><ul><li>32 cm across</li><li>Oiled with linseed</li></ul>`,
		price: 4600, grams: 1100, colours: []string{"Walnut", "Oak"},
		look: look{subject: "round", tone: sand, set: drawing.Disc},
	},
	{
		code: "CASSEROLE", name: "Enamelled Casserole", vendor: "Stove Street", in: []string{"cookware"}, tags: []string{"cast iron"},
		text:  `<p>Heavy, slow and forgiving. The lid is ribbed inside, so that what rises falls back as rain and a stew can be left alone for an afternoon.</p><ul><li>Enamelled cast iron, all hobs and the oven</li><li>Brass knob that stays put at 250 °C</li></ul>`,
		price: 14900, grams: 4600, colours: []string{"Honey", "Pine", "Chalk"}, choice: choice{"Size", []value{{"24 cm", 0}, {"28 cm", 3500}}},
		look: look{subject: "casserole", tone: sky, set: drawing.Table, family: true},
	},
	{
		code: "PAN", name: "Iron Frying Pan", vendor: "Stove Street", in: []string{"cookware"}, tags: []string{"iron"},
		text:  `<p>Pressed from 3 mm iron, seasoned twice before it leaves us. It will be black in a month and outlive you.</p><ul><li>All hobs, also over a fire</li><li>Ash handle, taken off with one screw</li></ul>`,
		price: 6900, grams: 1900, colours: []string{"Charcoal"}, choice: choice{"Size", []value{{"24 cm", 0}, {"28 cm", 1200}}},
		look: look{subject: "pan", tone: straw, set: drawing.Plinth},
	},
	{
		code: "DRIPPER", name: "Pour-over Set", vendor: "Halde Pottery", in: []string{"coffee-and-tea", "gifts"}, tags: []string{"coffee", "stoneware"},
		text:  `<p>A stoneware dripper and the glass server it stands on. Ribs inside keep the paper off the wall, so that the water finds its way.</p><ul><li>For two large cups</li><li>Takes size 2 filters, ten are included</li></ul>`,
		price: 5900, grams: 820, colours: []string{"Clay", "Chalk", "Charcoal"},
		look: look{subject: "dripper", tone: sky, set: drawing.Plinth},
	},
	{
		code: "PRESS", name: "French Press", vendor: "Stove Street", in: []string{"coffee-and-tea"}, tags: []string{"coffee"},
		text:  `<p>The unhurried way. Each part comes apart with two fingers and each part can be bought again.</p><ul><li>1 litre, borosilicate glass</li><li>Steel mesh, walnut knob and handle</li></ul>`,
		price: 4900, grams: 760, colours: []string{"Steel", "Charcoal"},
		look: look{subject: "press", tone: blush, set: drawing.Arch},
	},
	{
		code: "KETTLE", name: "Gooseneck Kettle", vendor: "Stove Street", in: []string{"coffee-and-tea"}, tags: []string{"coffee", "tea"},
		text:  `<p>A thin, steady stream that goes where you point it. The handle stays cool, and the lid stays on when you pour the last drop.</p><ul><li>0.9 litres, all hobs</li><li>Lacquered steel, walnut handle</li></ul>`,
		price: 7900, was: 9400, grams: 780, colours: []string{"Rose"},
		look: look{subject: "kettle", tone: fern, set: drawing.Plinth},
	},
	{
		code: "MILL", name: "Pepper & Salt Mills", vendor: "Linden Workshop", in: []string{"pantry", "gifts"}, tags: []string{"wood", "made here"},
		text:  `<p>A pair: the tall one for pepper, the short one for salt. Ceramic grinders that don't mind either, turned beech that wants to be touched.</p><ul><li>18 and 15 cm</li><li>From fine to coarse with the top screw</li></ul>`,
		price: 5200, grams: 520, colours: []string{"Walnut", "Oak", "Charcoal"},
		look: look{subject: "mill", tone: sage, set: drawing.Table},
	},
	{
		code: "JAR", name: "Storage Jar", vendor: "Atelier Brume", in: []string{"pantry"}, tags: []string{"glass", "cork"},
		text:  `<p>You see what is in it, and the cork keeps out what isn't. Wide enough for a hand with a measuring cup.</p><ul><li>Mouth-blown glass</li><li>Natural cork, also sold alone</li></ul>`,
		price: 1600, grams: 540, colours: []string{"Oak"}, choice: choice{"Size", []value{{"0.5 l", 0}, {"1 l", 500}, {"2 l", 1100}}},
		look: look{subject: "jar", tone: stone, set: drawing.Window},
	},
	{
		code: "SPOONS", name: "Cooking Spoons in a Crock", vendor: "Linden Workshop", in: []string{"pantry", "cookware"}, tags: []string{"wood", "stoneware"},
		text:  `<p>Four spoons of cherry wood, each with a different edge: for stirring, scraping, tasting and folding. The crock keeps them by the stove.</p><ul><li>30 cm long</li><li>They darken with time, which is the point</li></ul>`,
		price: 4400, grams: 900, colours: []string{"Rose", "Oat"},
		look: look{subject: "spoons", tone: sand, set: drawing.Window},
	},
	{
		code: "OIL", name: "Oil Bottle", vendor: "Halde Pottery", in: []string{"pantry"}, tags: []string{"stoneware"},
		text:  `<p>Oil keeps best in the dark, so this bottle is stoneware all the way up. The cork hides a pourer that doesn't drip.</p><ul><li>0.5 litres</li><li>Glazed inside</li></ul>`,
		price: 2900, grams: 480, colours: []string{"Clay", "Pine"},
		look: look{subject: "oil", tone: straw, set: drawing.Table},
	},
}
