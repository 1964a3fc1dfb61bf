package tax_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shop/modules/orders/internal/tax"
	"shop/platform/fault"
)

func TestParseRules(t *testing.T) {
	t.Parallel()
	got, err := tax.ParseRules("DE 19\n\n  de   reduced 7,0 %\r\nUS-CA 7.25%\nus-ny food 0")
	want := []tax.Rule{
		{Country: "DE", Rate: 1900}, {Country: "DE", Class: "reduced", Rate: 700},
		{Country: "US", Region: "CA", Rate: 725}, {Country: "US", Region: "NY", Class: "food"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if text := tax.FormatRules(want); text != "DE 19\nDE reduced 7\nUS-CA 7.25\nUS-NY food 0\n" {
		t.Errorf("written as %q", text)
	}
}

func TestParseRules_names_the_lines_it_cannot_read(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"DE", "19", "DE nineteen", "DE 19.123", "DE 19.", "DE -1", "DE a b 19", "DE 1e3", "DE 99999999999", "DE .5.5"} {
		_, err := tax.ParseRules("FR 20\n" + line + "\nIT 22\n")
		if fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), "[rules: Line 2:") || strings.Contains(err.Error(), "Line 3") {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// What is written reads as the same, and what is read once is written the same
// ever after.
func FuzzParseRules(f *testing.F) {
	for _, text := range []string{"DE 19", "DE reduced 7,5%\nUS-CA 7.25", "", "- - 0", "é 1", "DE .5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := tax.ParseRules(text)
		if err != nil {
			return
		}
		written := tax.FormatRules(rules)
		again, err := tax.ParseRules(written)
		if err != nil || tax.FormatRules(again) != written {
			t.Errorf("%q was written as %q, and read back as %v, %v", text, written, again, err)
		}
	})
}
