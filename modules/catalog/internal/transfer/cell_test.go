package transfer

import (
	"strings"
	"testing"
)

func TestParsePrice(t *testing.T) {
	for text, want := range map[string]int64{
		"19.99": 1999, "19,99": 1999, "1,299.90": 129990, "1.299,90": 129990, "1,299": 129900, "50": 5000, "75.000": 7500, "1 299,5": 129950,
		"1.299.000,00": 129900000,
	} {
		if got, err := parsePrice(text, "EUR"); err != nil || got.Amount != want {
			t.Errorf("parsePrice(%q) = %d, %v; want %d", text, got.Amount, err, want)
		}
	}
	for _, text := range []string{"", "free", "1,2,3", "--1", "1e3", "$5"} {
		if got, err := parsePrice(text, "EUR"); err == nil {
			t.Errorf("parsePrice(%q) = %d", text, got.Amount)
		}
	}
}

func TestParseCount(t *testing.T) {
	for text, want := range map[string]int{"3": 3, "3.0": 3, "-2": -2, "0": 0} {
		if got, err := parseCount(text); err != nil || got != want {
			t.Errorf("parseCount(%q) = %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"3.5", "many", ""} {
		if _, err := parseCount(text); err == nil {
			t.Errorf("parseCount(%q) is no error", text)
		}
	}
}

// FuzzReadTable reads anything without a panic, and groups it into drafts whose
// SKUs are unique.
func FuzzReadTable(f *testing.F) {
	for _, seed := range []string{
		"Handle,Title,Variant Price\nmug,Mug,1.00\n",
		"Handle;Title\n\"a;b\";\"x\ny\"\n;\n",
		"\ufeffHandle,Option1 Name,Option1 Value,Variant SKU,Image Src\na,Size,S,x,http://h/i\na,,M,x,\n",
		"Handle\n\"",
		"\xff\xfeH\x00a\x00n\x00d\x00l\x00e\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		table, problems, err := readTable(strings.NewReader(string(data)))
		if err != nil {
			return
		}
		for _, p := range problems {
			if p.Line < 2 || p.Reason == "" {
				t.Errorf("problem %+v", p)
			}
		}
		p := newParser("EUR", problems)
		seen := map[string]bool{}
		for _, d := range p.drafts(table) {
			if d.handle == "" || seen[d.handle] {
				t.Errorf("handle %q is empty or twice", d.handle)
			}
			seen[d.handle] = true
			for _, v := range d.variants {
				if key := "sku " + string(v.SKU); v.SKU == "" || seen[key] {
					t.Errorf("SKU %q is empty or twice", v.SKU)
				} else {
					seen[key] = true
				}
			}
		}
	})
}
