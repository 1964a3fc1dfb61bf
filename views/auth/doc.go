// Package auth has the pages of signing in and of the account, and the mails
// about its password: templ components and the flat structs they show.
// modules/auth/internal/pages and letters fill them; nothing else imports them,
// and they import no module.
//
// Its invariant: a password is never shown again, not even to the one who typed it.
package auth
