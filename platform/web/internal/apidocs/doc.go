// Package apidocs turns the API's OpenAPI document into a page for people: one
// HTML document and one stylesheet, without any script.
//
// Its invariant: the page shows every operation of the document.
//
// Only platform/web imports it.
package apidocs
