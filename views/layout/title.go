package layout

// title is the document's title: the page's own before the shop's name.
func title(f Frame, h Head) string {
	switch {
	case h.Title != "":
		return h.Title + " · " + f.Shop
	case f.Demo:
		return f.Shop + " · Small goods for the everyday"
	default:
		return f.Shop
	}
}
