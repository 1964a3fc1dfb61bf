// Command shop is the whole shop: storefront, admin, JSON API, workers and the
// tools of whoever runs it. "shop --help" lists its commands.
//
// [Options] is the only list of modules; every command that works on a shop's
// records builds them from it. Its invariant: what stops a start is told in
// one sentence that names what to do, never as a stack of constructors.
package main
