package password

import (
	"strings"
	"unicode/utf8"
)

// The lengths of a password, in characters. There are no rules on kinds of
// characters: they make passwords worse (NIST SP 800-63B).
const (
	MinLength = 10
	MaxLength = 256
)

// common are the passwords of at least [MinLength] characters that attackers
// try first.
var common = []string{
	"0123456789", "1234567890", "12345678910", "123456789a", "1234567891", "9876543210", "0987654321",
	"1q2w3e4r5t", "1q2w3e4r5t6y", "q1w2e3r4t5", "1qaz2wsx3edc", "qwertyuiop", "qwerty12345", "qwerty123456",
	"asdfghjkl123", "zxcvbnm123", "abcdefghij", "abc1234567", "password12", "password123", "password1234",
	"passw0rd123", "iloveyou123", "letmein123", "welcome123", "sunshine123", "princess123", "football123",
	"baseball123", "superman123", "administrator", "administrator1", "changeme123", "basketball",
}

// Weakness returns in a sentence why password must not be chosen for the
// account of email, or "" when it may be.
func Weakness(password, email string) string {
	length := utf8.RuneCountInString(password)
	folded := strings.ToLower(password)
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	switch {
	case !utf8.ValidString(password):
		return "The password has characters that can't be read."
	case length < MinLength:
		return "A password needs at least 10 characters."
	case length > MaxLength:
		return "A password has at most 256 characters."
	case folded == strings.ToLower(email) || folded == local:
		return "The password must not be the e-mail address."
	case strings.Trim(folded, string([]rune(folded)[:1])) == "":
		return "One character repeated is too easy to guess."
	}
	for _, c := range common {
		if folded == c {
			return "This is one of the most common passwords. Please choose another."
		}
	}
	return ""
}
