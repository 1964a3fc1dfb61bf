package href

import "net/url"

// DevMails lists the mails of a demo shop.
func DevMails() string { return "/dev/mail" }

// DevMail is one of them.
func DevMail(id string) string { return "/dev/mail/message?" + url.Values{"id": {id}}.Encode() }

// DevMailHTML is its HTML part alone.
func DevMailHTML(id string) string { return "/dev/mail/html?" + url.Values{"id": {id}}.Encode() }
