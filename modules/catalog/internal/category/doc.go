// Package category owns the tree of categories that products are found in.
//
// Its invariant: the tree is one value, changed as a whole under its version,
// so it never has a cycle, a lost parent or two equal slugs.
//
// Only the catalog module's own packages may import it.
package category
