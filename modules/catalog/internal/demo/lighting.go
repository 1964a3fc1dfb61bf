package demo

import "shop/modules/catalog/internal/drawing"

var lighting = []piece{
	{
		code: "MUSHROOM", name: "Dome Table Lamp", vendor: "Lumen & Lark", in: []string{"lamps"}, tags: []string{"lamp", "bestseller"},
		text:  `<p>A pressed steel dome that throws its light down and keeps it out of your eyes. On a sideboard it is company.</p><ul><li>36 cm tall, E14, up to 40 W</li><li>Dimmer in the cord</li></ul>`,
		price: 12900, grams: 2100, colours: []string{"Rose", "Pine", "Plum"},
		look: look{subject: "mushroom", tone: stone, set: drawing.Window, family: true},
	},
	{
		code: "TASK", name: "Task Lamp", vendor: "Lumen & Lark", in: []string{"lamps", "order"}, tags: []string{"lamp", "brass"},
		text:  `<p>Two arms, three joints, and the light exactly there. The joints are brass and can be tightened with a coin.</p><ul><li>Reaches 60 cm</li><li>LED included, 2700 K, replaceable</li></ul>`,
		price: 15900, grams: 2800, colours: []string{"Ink", "Charcoal"},
		look: look{subject: "task", tone: sage, set: drawing.Table},
	},
	{
		code: "GLOBE", name: "Opal Globe Lamp", vendor: "Lumen & Lark", in: []string{"lamps"}, tags: []string{"lamp", "glass"},
		text:  `<p>A small moon for the hallway. Opal glass, blown in one piece, on a stone foot with a brass collar.</p><ul><li>20 cm globe, E14</li><li>Glows evenly, without a bright spot</li></ul>`,
		price: 9800, was: 11900, grams: 1700, colours: []string{"Chalk", "Plum"},
		look: look{subject: "globe", tone: dusk, set: drawing.Arch},
	},
	{
		code: "PENDANT", name: "Spun Pendant", vendor: "Lumen & Lark", in: []string{"pendants"}, tags: []string{"lamp"},
		text:  `<p>Spun from one sheet of aluminium and hung low over a table, so that everybody's face is in the light and the rest of the room isn't.</p><ul><li>2.5 m of cloth cord</li><li>White inside</li></ul>`,
		price: 11900, grams: 1500, colours: []string{"Pine", "Clay", "Chalk"}, choice: choice{"Diameter", []value{{"32 cm", 0}, {"45 cm", 3000}}},
		look: look{subject: "pendant", tone: sand, set: drawing.Sweep, family: true},
	},
	{
		code: "LANTERN", name: "Paper Lantern", vendor: "Papierwerk", in: []string{"pendants"}, tags: []string{"lamp", "paper"},
		text:  `<p>Mulberry paper over bamboo hoops. Comes flat in an envelope, opens in a minute, and softens any bulb you put in it.</p><ul><li>Fits every E27 socket</li><li>Folds away again</li></ul>`,
		price: 3400, grams: 210, colours: []string{"Chalk"}, choice: choice{"Diameter", []value{{"45 cm", 0}, {"60 cm", 1400}}},
		look: look{subject: "lantern", tone: blush, set: drawing.Sweep},
	},
	{
		code: "PILLARS", name: "Beeswax Pillars, Set of Three", vendor: "Tallow & Wick", in: []string{"candles", "gifts"}, tags: []string{"beeswax", "set"},
		text:  `<p>Poured from the wax of three neighbouring hives, nothing added. They smell of honey before they are lit.</p><ul><li>8, 12 and 20 cm</li><li>About 140 hours together</li></ul>`,
		price: 4200, grams: 1300, colours: []string{"Wax"},
		look: look{subject: "pillars", tone: night, set: drawing.Table},
	},
	{
		code: "CANDLESTICK", name: "Candlesticks, Pair", vendor: "Norrvik Forge", in: []string{"candles"}, tags: []string{"brass"},
		text:  `<p>A tall one and a short one, turned from solid brass and left unlacquered, so that they age the way brass should.</p><ul><li>For standard tapers</li><li>Felt underneath</li></ul>`,
		price: 8400, grams: 1600, colours: []string{"Brass", "Charcoal"},
		look: look{subject: "candlestick", tone: fern, set: drawing.Plinth},
	},
	{
		code: "SCENTED", name: "Scented Candle", vendor: "Tallow & Wick", in: []string{"candles", "gifts"}, tags: []string{"rapeseed wax"},
		text:  `<p>Rapeseed wax in a cup worth keeping. The scents are quiet: you notice them when you come back into the room.</p><ul><li>220 g, about 45 hours</li><li>The cup goes in the dishwasher afterwards</li></ul>`,
		price: 2800, grams: 480, colours: []string{"Clay", "Pine", "Mist"}, choice: choice{},
		look: look{subject: "scented", tone: straw, set: drawing.Window, family: true},
	},
	{
		code: "STORM", name: "Storm Lantern", vendor: "Norrvik Forge", in: []string{"candles", "garden-tools"}, tags: []string{"outdoors"},
		text:  `<p>For the table outside, when it is nearly too late in the year. The glass lifts out for cleaning, the handle folds down.</p><ul><li>34 cm tall, powder-coated steel</li><li>Takes a 7 cm pillar</li></ul>`,
		price: 5600, grams: 1250, colours: []string{"Charcoal", "Moss"},
		look: look{subject: "storm", tone: sky, set: drawing.Arch},
	},
}
