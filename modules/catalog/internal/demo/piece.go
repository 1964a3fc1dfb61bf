package demo

import (
	"hash/fnv"
	"strings"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/drawing"
)

// piece is one product of the demo shop.
type piece struct {
	// code starts the SKUs of its variants and names the piece for ever.
	code, name, vendor string
	// text is the description in HTML.
	text string
	// in are the slugs of its categories, the main one first.
	in   []string
	tags []string
	// price is in cents; was is the earlier price, 0 for none.
	price, was int
	// grams is what one weighs.
	grams int
	// colours are names from the palette; one colour alone is no choice.
	colours []string
	// choice is the second option and its values.
	choice choice
	// digital pieces are sent by mail and never run out.
	digital bool
	look    look
}

// choice is an option other than the colour.
type choice struct {
	name   string
	values []value
}

// value is one value of a choice, and what it costs beyond the piece's price,
// in cents.
type value struct {
	name  string
	extra int
}

// look is how a piece is drawn.
type look struct {
	subject string
	tone    drawing.Colour
	set     drawing.Set
	// accent is the second material's colour by name; empty leaves the
	// subject's own.
	accent string
	// family adds a picture of all colours together.
	family bool
}

// variant is one row of a piece: its values and what follows from them.
type variant struct {
	sku            catalog.SKU
	colour, choice string
	price, was     int
}

// variants are the combinations of a piece's colours and choices.
func (p piece) variants() []variant {
	colours, values := p.colours, p.choice.values
	if len(values) == 0 {
		values = []value{{}}
	}
	var all []variant
	for _, colour := range colours {
		for _, v := range values {
			one := variant{colour: colour, choice: v.name, price: p.price + v.extra}
			if p.was > 0 {
				one.was = p.was + v.extra
			}
			if len(colours) == 1 {
				one.colour = ""
			}
			one.sku = sku(p.code, one.colour, one.choice)
			all = append(all, one)
		}
	}
	return all
}

// sku joins a piece's code and its values: "MUG-MOSS".
func sku(parts ...string) catalog.SKU {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, strings.ToUpper(strings.ReplaceAll(part, " ", "")))
		}
	}
	return catalog.SKU(strings.Join(kept, "-"))
}

// scarce are the variants that are running out or sold out.
var scarce = map[catalog.SKU]int{
	"MUG-CLAY": 3, "MOON": 2, "TEAPOT-INK": 1, "CASSEROLE-HONEY-24CM": 2, "KETTLE": 4,
	"MUSHROOM-PLUM": 2, "WATERING-MOSS": 3, "BLANKET-PLUM": 1, "CHAIR-MOSS": 2, "CLOCK-ROSE": 4,
	"PITCHER": 0, "LANTERN-45CM": 0, "TOTE-INK": 0, "CUSHION-HONEY": 0,
}

// quantity is how many units of a SKU the shop starts with: enough to play
// with, the same each time, and sometimes few or none.
func quantity(s catalog.SKU) int {
	if n, ok := scarce[s]; ok {
		return n
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return 12 + int(h.Sum32()%49)
}
