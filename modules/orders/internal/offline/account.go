package offline

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"shop/platform/fault"
)

// Account is where transfers go; the zero Account is none.
type Account struct {
	// Holder is whose account it is.
	Holder string `bson:"holder"`
	// Number is an IBAN without spaces or, in a country that has none, the
	// account's number as its bank writes it.
	Number string `bson:"number"`
	// BIC is the bank's code by ISO 9362, Bank its name; both may be empty.
	BIC  string `bson:"bic"`
	Bank string `bson:"bank"`
}

// IBAN reports whether the number is one.
func (a Account) IBAN() bool { return ibanBeginning.MatchString(a.Number) }

// Written returns the number as people read it: an IBAN in groups of four.
func (a Account) Written() string {
	if !a.IBAN() {
		return a.Number
	}
	var b strings.Builder
	for i, r := range a.Number {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// The bounds of what staff enter, in characters.
const (
	maxLine = 100
	maxText = 600
	// An IBAN has 15 to 34 characters (ISO 13616); other accounts' numbers come
	// with the codes of bank and branch at times.
	minIBAN   = 15
	maxIBAN   = 34
	maxNumber = 50
)

var (
	// ibanBeginning is a country and check digits. What begins so is meant to be
	// an IBAN: no country without them has accounts of that shape.
	ibanBeginning = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}`)
	ibanShape     = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]+$`)
	// bicShape is institution, country and place, and often a branch.
	bicShape = regexp.MustCompile(`^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`)
)

func (a Account) normalise() Account {
	return Account{
		Holder: oneLine(a.Holder), Number: normalNumber(a.Number), BIC: compact(a.BIC), Bank: oneLine(a.Bank),
	}
}

// normalNumber returns an IBAN in its electronic form, also where "IBAN" stands
// in front of it as on letters, and any other number as it was typed.
func normalNumber(typed string) string {
	electronic := strings.TrimPrefix(strings.ReplaceAll(strings.TrimPrefix(compact(typed), "IBAN"), "-", ""), ":")
	if ibanBeginning.MatchString(electronic) {
		return electronic
	}
	return oneLine(typed)
}

// oneLine returns s with a single space between words.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// compact returns s without spaces, in capital letters.
func compact(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s))
}

func (a Account) validate(wrong *fault.Fields) {
	for _, field := range []struct{ path, value string }{{"account.holder", a.Holder}, {"account.bank", a.Bank}} {
		if utf8.RuneCountInString(field.value) > maxLine {
			wrong.Add(field.path, "Please keep it shorter.")
		}
	}
	if a == (Account{}) {
		return
	}
	if a.Holder == "" {
		wrong.Add("account.holder", "Please enter whose account it is.")
	}
	switch {
	case a.Number == "":
		wrong.Add("account.number", "Please enter the IBAN, or the number of the account.")
	case a.IBAN() && !validIBAN(a.Number):
		wrong.Add("account.number", "This IBAN has a typing error. Please compare it with what your bank gave you.")
	case utf8.RuneCountInString(a.Number) > maxNumber:
		wrong.Add("account.number", "Please keep it shorter.")
	}
	if a.BIC != "" && !bicShape.MatchString(a.BIC) {
		wrong.Add("account.bic", "Please enter a BIC of 8 or 11 characters, such as COBADEFFXXX.")
	}
}

// validIBAN reports whether the check digits fit the rest, by ISO 13616: with
// the first four characters at the end and letters as 10 to 35, the remainder
// by 97 is 1. That finds each single wrong character and each swapped pair.
func validIBAN(iban string) bool {
	if len(iban) < minIBAN || len(iban) > maxIBAN || !ibanShape.MatchString(iban) {
		return false
	}
	remainder := 0
	for _, r := range iban[4:] + iban[:4] {
		if r >= 'A' {
			remainder = (remainder*100 + int(r-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(r-'0')) % 97
		}
	}
	return remainder == 1
}
