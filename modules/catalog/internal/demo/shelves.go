package demo

// shelf is a category of the demo shop.
type shelf struct {
	slug, name, text string
	// below are its subcategories.
	below []shelf
}

// shelves are the categories in the order of the navigation.
var shelves = []shelf{
	{"kitchen", "Kitchen", "Tools that get better with use, for people who cook most days.", []shelf{
		{"knives-and-boards", "Knives & boards", "Sharp, plain and easy to keep that way.", nil},
		{"cookware", "Cookware", "Few pots, good ones.", nil},
		{"coffee-and-tea", "Coffee & tea", "For the ten quiet minutes of the morning.", nil},
		{"pantry", "Pantry", "Jars, mills and bottles that may stay on the table.", nil},
	}},
	{"ceramics", "Ceramics", "Thrown by hand in small runs: no two quite the same.", []shelf{
		{"cups", "Cups & mugs", "The right weight, the right handle.", nil},
		{"tableware", "Plates & bowls", "Made to be stacked, chipped at last, and replaced one by one.", nil},
		{"vases", "Vases", "For one twig or a whole armful.", nil},
	}},
	{"lighting", "Lighting", "Warm light where you sit, not glare from above.", []shelf{
		{"lamps", "Table lamps", "To read by, or just to have on.", nil},
		{"pendants", "Pendants", "Over the table, low.", nil},
		{"candles", "Candles", "Beeswax, rapeseed wax and what holds them.", nil},
	}},
	{"desk", "Desk", "For thinking on paper.", []shelf{
		{"writing", "Paper & pens", "Paper that takes ink, and ink that stays.", nil},
		{"order", "Order", "A place for each thing, so that the table stays empty.", nil},
		{"seats", "Seats", "Joined, not screwed.", nil},
	}},
	{"garden", "Garden", "For balconies, windowsills and the lucky ones with a bed.", []shelf{
		{"pots", "Pots & planters", "Frost-proof, with a hole where it belongs.", nil},
		{"garden-tools", "Tools & watering", "Forged, riveted, repairable.", nil},
	}},
	{"textiles", "Textiles", "Linen, wool and cotton, woven in small mills.", []shelf{
		{"blankets", "Blankets & cushions", "For the sofa, the guest and the draught.", nil},
		{"bath", "Bath", "Thirsty, and quick to dry.", nil},
		{"table-linen", "Kitchen & table", "To be used, washed and used again.", nil},
	}},
	{"gifts", "Gifts", "Small things that are hard to get wrong.", nil},
}
