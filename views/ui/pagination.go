package ui

// shown are the numbers a pager offers: the first, the last and those around
// the current one. 0 stands for a gap, and never for a single page, which is
// shown itself.
func (p Pagination) shown() []int {
	var shown []int
	for n := 1; n <= p.Pages; n++ {
		near := n >= p.Page-1 && n <= p.Page+1
		fillsGap := n == 2 && p.Page == 4 || n == p.Pages-1 && p.Page == p.Pages-3
		switch {
		case n == 1 || n == p.Pages || near || fillsGap:
			shown = append(shown, n)
		case shown[len(shown)-1] != 0:
			shown = append(shown, 0)
		}
	}
	return shown
}
