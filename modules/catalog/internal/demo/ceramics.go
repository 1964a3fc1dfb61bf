package demo

import "shop/modules/catalog/internal/drawing"

var ceramics = []piece{
	{
		code: "MUG", name: "Everyday Mug", vendor: "Halde Pottery", in: []string{"cups", "gifts"}, tags: []string{"stoneware", "bestseller"},
		text:  `<p>Holds enough for a proper morning and keeps it warm. The foot is left raw, so that the clay shows and the mug doesn't slide.</p><ul><li>350 ml, thrown by hand</li><li>Dishwasher and microwave are fine</li></ul>`,
		price: 1900, grams: 380, colours: []string{"Moss", "Oat", "Ink", "Clay"},
		look: look{subject: "mug", tone: blush, set: drawing.Window, family: true},
	},
	{
		code: "TUMBLER", name: "Fluted Tumbler", vendor: "Halde Pottery", in: []string{"cups"}, tags: []string{"stoneware"},
		text:  `<p>A tall cup without a handle: the flutes keep your fingers off the heat. For milky coffee, iced tea, or a few pencils.</p><ul><li>400 ml</li><li>Stacks two high</li></ul>`,
		price: 1700, grams: 340, colours: []string{"Honey", "Chalk", "Pine"},
		look: look{subject: "tumbler", tone: fern, set: drawing.Arch, family: true},
	},
	{
		code: "ESPRESSO", name: "Espresso Cups, Set of Two", vendor: "Halde Pottery", in: []string{"cups", "coffee-and-tea", "gifts"}, tags: []string{"stoneware", "set"},
		text:  `<p>Two small cups with thick walls, and saucers with room for a spoon and something sweet.</p><ul><li>80 ml each</li><li>Warm them first: they remember it</li></ul>`,
		price: 3600, grams: 620, colours: []string{"Ink", "Rose"},
		look: look{subject: "espresso", tone: sage, set: drawing.Table},
	},
	{
		code: "PLATES", name: "Dinner Plates, Set of Four", vendor: "Halde Pottery", in: []string{"tableware"}, tags: []string{"stoneware", "set"},
		text:  `<p>A flat plate with a low rim, so that the sauce stays and the knife doesn't climb. Four of one firing, close in colour but not identical.</p><ul><li>Glazed stoneware, dishwasher-proof</li><li>We sell them singly too, when one breaks: just write</li></ul>`,
		price: 8800, grams: 2900, colours: []string{"Chalk", "Mist", "Honey"}, choice: choice{"Size", []value{{"22 cm", 0}, {"27 cm", 2000}}},
		look: look{subject: "plates", tone: sand, set: drawing.Table, family: true},
	},
	{
		code: "BOWL", name: "Pasta Bowl", vendor: "Halde Pottery", in: []string{"tableware"}, tags: []string{"stoneware", "bestseller"},
		text:  `<p>Between a plate and a bowl, and for most suppers better than either.</p><ul><li>23 cm across, 6 cm deep</li><li>Stacks neatly</li></ul>`,
		price: 2400, grams: 640, colours: []string{"Mist", "Oat", "Moss"},
		look: look{subject: "bowl", tone: straw, set: drawing.Plinth, family: true},
	},
	{
		code: "SERVING", name: "Serving Bowl", vendor: "Halde Pottery", in: []string{"tableware"}, tags: []string{"stoneware"},
		text:  `<p>For salad for six, or for fruit on the table the rest of the week. Thrown thin towards the rim, so it is lighter than it looks.</p><ul><li>28 cm across</li><li>Dishwasher-proof</li></ul>`,
		price: 5800, grams: 1400, colours: []string{"Mist", "Pine"},
		look: look{subject: "serving", tone: blush, set: drawing.Disc, accent: "Honey"},
	},
	{
		code: "BUD", name: "Bud Vase", vendor: "Atelier Brume", in: []string{"vases", "gifts"}, tags: []string{"porcelain"},
		text:  `<p>A narrow neck that makes a single twig look meant. Three in a row look like a plan.</p><ul><li>16 cm tall</li><li>Watertight, glazed inside and out</li></ul>`,
		price: 2200, grams: 300, colours: []string{"Clay", "Moss", "Chalk", "Plum"},
		look: look{subject: "bud", tone: sky, set: drawing.Arch, accent: "Leaf", family: true},
	},
	{
		code: "VASE", name: "Shoulder Vase", vendor: "Atelier Brume", in: []string{"vases"}, tags: []string{"stoneware"},
		text:  `<p>Wide shoulders and a short neck, to hold long branches upright without a wire or a trick.</p><ul><li>Heavy foot: it stays where it stands</li><li>Thrown in two parts and joined</li></ul>`,
		price: 6400, grams: 1700, colours: []string{"Chalk", "Honey", "Ink"}, choice: choice{"Height", []value{{"24 cm", 0}, {"34 cm", 2600}}},
		look: look{subject: "vase", tone: dusk, set: drawing.Window, accent: "Leaf"},
	},
	{
		code: "MOON", name: "Moon Jar", vendor: "Atelier Brume", in: []string{"vases"}, tags: []string{"porcelain", "one of few"},
		text:  `<p>Two bowls, joined at the widest point, fired once. The seam can be felt but not seen, and no jar comes out quite round. That is what they are loved for.</p><ul><li>About 30 cm, each one different</li><li>Signed at the foot</li></ul>`,
		price: 18500, grams: 2600, colours: []string{"Plum"},
		look: look{subject: "moon", tone: straw, set: drawing.Plinth},
	},
	{
		code: "TEAPOT", name: "Teapot with Bow Handle", vendor: "Halde Pottery", in: []string{"coffee-and-tea", "tableware"}, tags: []string{"tea", "stoneware"},
		text:  `<p>The bow of bent oak swings aside for filling and never gets hot. A strainer of a hundred holes sits behind the spout.</p><ul><li>1.1 litres</li><li>The spout doesn't drip: we tried for a year</li></ul>`,
		price: 7600, was: 8900, grams: 1050, colours: []string{"Honey", "Ink"},
		look: look{subject: "teapot", tone: sage, set: drawing.Disc},
	},
	{
		code: "SALT", name: "Salt Cellar", vendor: "Halde Pottery", in: []string{"pantry", "tableware"}, tags: []string{"stoneware", "wood"},
		text:  `<p>Salt wants to be pinched. A wide mouth for three fingers, and an oak lid that keeps the steam out.</p><ul><li>For 250 g</li><li>Unglazed inside, so that it stays dry</li></ul>`,
		price: 2700, grams: 420, colours: []string{"Ink", "Chalk"},
		look: look{subject: "salt", tone: sand, set: drawing.Arch},
	},
	{
		code: "BUTTER", name: "Butter Dish", vendor: "Halde Pottery", in: []string{"tableware"}, tags: []string{"stoneware"},
		text:  `<p>Butter at the temperature bread likes. The cover is heavy enough that the cat gives up.</p><ul><li>For 250 g</li><li>Dishwasher-proof</li></ul>`,
		price: 3200, grams: 700, colours: []string{"Pine", "Rose"},
		look: look{subject: "butter", tone: stone, set: drawing.Plinth},
	},
	{
		code: "PITCHER", name: "Stoneware Pitcher", vendor: "Halde Pottery", in: []string{"tableware", "vases"}, tags: []string{"stoneware"},
		text:  `<p>For water at the table, and for tulips when they are in season. The lip is pulled by hand and pours clean.</p><ul><li>1.2 litres</li><li>Fits the fridge door</li></ul>`,
		price: 4800, grams: 980, colours: []string{"Clay"},
		look: look{subject: "pitcher", tone: fern, set: drawing.Plinth},
	},
}
