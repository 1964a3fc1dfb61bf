// Package wire answers requests at their connection, before net/http has taken
// them apart: for an answer that lies ready in memory, that is most of the
// work.
//
// A [Conn] stands between net/http and the socket. While net/http waits for the
// next request of a kept-alive connection, the connection looks at what
// arrives. Is it one whole, plain GET request, and does its owner have the
// answer, then net/http never hears of it. Anything else (a body, an upgrade, a
// header that isn't plainly spelled, half a request, two at once) goes on to
// net/http byte for byte, as if nobody had looked.
//
// Its invariants: a client can't tell by an answer's content which way it took;
// what is looked at always begins where a request does, or nothing is looked at
// any more on that connection.
//
// platform/web imports it.
package wire
