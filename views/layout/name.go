package layout

// ShopName is the shop's name as shoppers read it.
const ShopName = "Linden"

// title is the document's title: the page's own before the shop's name.
func (h Head) title() string {
	if h.Title == "" {
		return ShopName + " · Small goods for the everyday"
	}
	return h.Title + " · " + ShopName
}
