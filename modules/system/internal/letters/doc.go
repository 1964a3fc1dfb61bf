// Package letters shows the module the mails that failed for good.
//
// Its invariant: what a mail says never leaves platform/mail; it may hold a
// link that signs somebody in.
//
// Only systemfx and systemtest import it.
package letters
