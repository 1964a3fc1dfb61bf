package catalog

// facetLength is how many values of a facet show at once. The rest folds away,
// unless that would hide a single one.
const facetLength = 7

// first are the values that show at once: the first ones, and all that are
// chosen.
func (f Facet) first() []FacetValue {
	shown, _ := f.split()
	return shown
}

// rest are the values that fold away.
func (f Facet) rest() []FacetValue {
	_, folded := f.split()
	return folded
}

func (f Facet) split() (shown, folded []FacetValue) {
	if len(f.Values) <= facetLength+1 {
		return f.Values, nil
	}
	for i, v := range f.Values {
		if i < facetLength || v.Chosen {
			shown = append(shown, v)
		} else {
			folded = append(folded, v)
		}
	}
	return shown, folded
}
