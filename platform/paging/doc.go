// Package paging reads lists a page at a time, where the number of the page
// comes from a caller and the list may shrink while somebody works on it.
//
// Services import it. Its invariant: whatever is asked for, a page has bounds.
package paging
