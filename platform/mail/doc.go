// Package mail sends what the shop writes to people.
//
// [Mailer.Send] stores a mail under an id and returns; a worker on any
// instance delivers it under a lease, by SMTP, trying again with growing pauses
// while the server is away. Without an SMTP server mails are kept and can be
// read with [Mailer.Recent], which the demo's /dev/mail page does.
//
// One invariant: an id is sent once. A handler that is called again after a
// crash sends under the same id and nobody gets a second mail. (SMTP itself
// can't promise more than once at least: a process that dies between the
// server's acceptance and our note of it delivers again, under the same
// Message-ID.)
//
// Modules' domain, pages and api packages and platform/eventbus may import it. It stores
// through [Box], which mail/mongostore implements.
package mail
