package catalog

// filtered says whether anything narrows the listing.
func (m Listing) filtered() bool { return len(m.Chips) > 0 || m.Error != "" }

func (m Listing) emptyTitle() string {
	switch {
	case m.filtered():
		return "Nothing fits all of these filters"
	case m.Search && m.Text != "":
		return "Nothing found for “" + m.Text + "”"
	default:
		return "Nothing here yet"
	}
}

func (m Listing) emptyText() string {
	switch {
	case m.filtered():
		return "Take one of them away, or begin anew."
	case m.Search && m.Text != "":
		return "Try fewer or other words, or look at the categories."
	default:
		return "New things will arrive soon."
	}
}
