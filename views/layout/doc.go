// Package layout has the frames that every page stands in, and the error pages.
// cmd/shop hands them to platform/web as its shell.
//
// Its invariant: a frame holds no inline script and no inline style, so that the
// strictest content security policy fits, and is whole without JavaScript.
package layout
