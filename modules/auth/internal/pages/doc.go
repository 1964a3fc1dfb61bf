// Package pages serves the module's pages: signing in, the account, the
// customers for staff, and the mail a demo shop would have sent.
//
// Like internal/api it holds no rules: it fills the view models of views/auth
// from the module's services. A form that is refused comes back as it was
// typed, passwords aside, with the status of the refusal. Its invariant: the
// address to go to after a form is one of this shop's.
package pages
