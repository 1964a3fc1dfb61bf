// Package system is the contract of the module that shows staff how the
// platform is: whether MongoDB and Redis are there, what failed for good, and
// what Redis holds.
//
// It promises nothing to other modules, which have no use for it, and owns no
// data: what it shows is the platform's. docs/adr/0011 tells why it is a module
// all the same.
//
// Its invariant: it can be looked at while what it shows is broken.
package system
