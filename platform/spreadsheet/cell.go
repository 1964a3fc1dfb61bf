package spreadsheet

import "strings"

// Guard returns a cell that no spreadsheet takes for a formula: one that
// begins like it gets an apostrophe in front, and so does one that looks as if
// it had got one.
func Guard(cell string) string {
	if formula(cell) {
		return "'" + cell
	}
	return cell
}

// Unguard returns what Guard was given.
func Unguard(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && formula(rest) {
		return rest
	}
	return cell
}

// formula reports whether the cell, without apostrophes in front, begins like
// a formula.
func formula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	if digits, negative := strings.CutPrefix(rest, "-"); negative && digits != "" && strings.Trim(digits, "0123456789") == "" {
		return false // a number
	}
	return rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0]))
}
