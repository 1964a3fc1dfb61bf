// Package encode makes answers small: it compresses text with brotli or gzip
// as the client accepts it, tags content with its hash and answers 304 to who
// has it already.
//
// Its invariant: what a client decodes is byte for byte what the handler wrote.
//
// platform/web and static import it.
package encode
