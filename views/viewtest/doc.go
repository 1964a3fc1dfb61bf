// Package viewtest renders templates for tests, compares them with golden files
// and checks what every page must keep: no inline script or style, ids that are
// unique, labels and descriptions that exist, pictures with a size. Tests of
// views import it, nothing else does.
//
// Its invariant: it never changes a golden file unless -update is given.
package viewtest
