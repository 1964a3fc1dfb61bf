// Package identity carries the caller through the context: who asks, in which
// role, and as which guest.
//
// platform/web puts the caller in, services ask for it and decide; handlers
// hold no authorisation of their own. One invariant: a context without a
// caller is an anonymous visitor, never a privileged one.
//
// Anyone but a module's contract may import it.
package identity
