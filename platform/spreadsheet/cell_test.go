package spreadsheet_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shop/platform/spreadsheet"
)

var number = regexp.MustCompile(`^-[0-9]+$`)

func TestGuard_makes_cells_that_are_no_formulas_and_come_back(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`['=+\-@\t\ra1 ]{0,6}`).Draw(t, "cell")
		safe := spreadsheet.Guard(cell)
		if safe != "" && strings.ContainsRune("=+-@\t\r", rune(safe[0])) && !number.MatchString(safe) {
			t.Fatalf("%q is a formula", safe)
		}
		if back := spreadsheet.Unguard(safe); back != cell {
			t.Fatalf("%q came back as %q", cell, back)
		}
	})
}
