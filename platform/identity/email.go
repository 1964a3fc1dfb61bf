package identity

import (
	"net/mail"
	"strings"
	"unicode"
)

// maxEmail is what a path in SMTP can hold (RFC 5321).
const maxEmail = 254 // bytes

// NormalEmail returns the one form under which an e-mail address is compared
// and stored: without space around it and in lower case. It does not check it.
func NormalEmail(s string) string {
	return strings.ToLower(strings.TrimSpace(s))
}

// ValidEmail reports whether s is one bare e-mail address: no name, comment or
// list, no space or control character, at most 254 bytes.
func ValidEmail(s string) bool {
	if len(s) > maxEmail || strings.ContainsFunc(s, unspeakable) {
		return false
	}
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s && parsed.Name == ""
}

// unspeakable characters are either never part of an address, or legal only in
// quotes, which nobody uses and which confuse other software.
func unspeakable(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || strings.ContainsRune("\"<>(),;:\\[]", r)
}
