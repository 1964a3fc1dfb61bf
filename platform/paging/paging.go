package paging

// lastPage bounds how far into a list anybody may leaf: a database reads all
// that it skips.
const lastPage = 1000

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	// Page counts from 1; Pages is at least 1; Total counts all items.
	Page, Pages, Total int
}

// Limits are how many items a page has.
type Limits struct {
	// Default is for callers that ask for less than one, Max for those that ask
	// for more.
	Default, Max int
}

// Read returns a page of the list. A page after the last one is the last one,
// one before the first the first. list returns up to limit items after those
// skipped, and how many there are in all. Errors: list's.
func Read[T any](page, limit int, limits Limits, list func(skip, limit int) (items []T, total int, err error)) (Page[T], error) {
	if limit < 1 {
		limit = limits.Default
	}
	limit, page = min(limit, limits.Max), min(max(page, 1), lastPage)
	items, total, err := list((page-1)*limit, limit)
	if err != nil {
		return Page[T]{}, err
	}
	pages := max(1, (total+limit-1)/limit)
	if page > pages {
		page = pages
		if items, total, err = list((page-1)*limit, limit); err != nil {
			return Page[T]{}, err
		}
	}
	return Page[T]{Items: items, Page: page, Pages: pages, Total: total}, nil
}
