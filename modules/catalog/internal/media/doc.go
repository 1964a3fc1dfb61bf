// Package media turns uploaded and fetched pictures into the renditions that
// pages show.
//
// Its invariant: nothing that came from outside is served as it came. Pictures
// are decoded, after a look at their dimensions, and encoded anew; drawings
// are only the project's own.
//
// Only the catalog module's own packages may import it.
package media
