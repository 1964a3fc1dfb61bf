package product

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/platform/fault"
	"shop/platform/money"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

// shirt is a valid product with two options.
func shirt() Content {
	variant := func(sku catalog.SKU, size, colour string) Variant {
		return Variant{SKU: sku, Price: eur(2500), Options: []catalog.Option{{Name: "Size", Value: size}, {Name: "Colour", Value: colour}}}
	}
	return Content{
		Name: "Linen shirt", Options: []Option{{Name: "Size"}, {Name: "Colour"}},
		Variants: []Variant{variant("S-W", "S", "White"), variant("L-W", "L", "White"), variant("L-B", "L", "Blue")},
	}
}

func TestContent_normalise_fills_in_what_follows(t *testing.T) {
	c := shirt()
	c.Name = "  Linen\n shirt "
	c.Tags = []string{" summer", "Summer", "", "light "}
	c.Variants[1].SKU, c.Variants[2].SKU = "", "LINEN-SHIRT-L-WHITE"
	c = c.normalise()
	if c.Name != "Linen shirt" || c.Slug != "linen-shirt" || c.Status != Draft || strings.Join(c.Tags, "|") != "summer|light" {
		t.Errorf("content %+v", c)
	}
	if got := fmt.Sprint(c.Options); got != "[{Size [S L]} {Colour [White Blue]}]" {
		t.Errorf("options %s", got)
	}
	if c.Variants[1].SKU != "LINEN-SHIRT-L-WHITE-2" {
		t.Errorf("made SKU %q, want one that is free", c.Variants[1].SKU)
	}
}

func TestContent_normalise_twice_is_once(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := shirt()
		c.Name = rapid.String().Draw(t, "name")
		c.DescriptionHTML = rapid.StringMatching(`(<p>|</p>|<b>|<h1>|</h1>|<script>|&amp;|&|<|"|x | onclick=|<a href="http://a.b/?c=d&e=f">|</a>){0,12}`).Draw(t, "description")
		c.Tags = rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "tags")
		once := c.normalise()
		if twice := once.normalise(); fmt.Sprintf("%#v", twice) != fmt.Sprintf("%#v", once) {
			t.Fatalf("once %#v\ntwice %#v", once, twice)
		}
	})
}

func TestContent_validate_names_each_wrong_value(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Content)
		paths  string
	}{
		{"valid", func(*Content) {}, ""},
		{"no name", func(c *Content) { c.Name = "" }, "name"},
		{"a long name", func(c *Content) { c.Name = strings.Repeat("ä", 201) }, "name"},
		{"a bad slug", func(c *Content) { c.Slug = "a--b" }, "slug"},
		{"an unknown status", func(c *Content) { c.Status = "gone" }, "status"},
		{"a long description", func(c *Content) { c.DescriptionHTML = strings.Repeat("x", 100_001) }, "descriptionHtml"},
		{"a long vendor and type", func(c *Content) { c.Vendor, c.Type = strings.Repeat("x", 101), strings.Repeat("x", 101) }, "vendor type"},
		{"too many tags", func(c *Content) {
			for i := range 51 {
				c.Tags = append(c.Tags, fmt.Sprint(i))
			}
		}, "tags"},
		{"a picture from elsewhere", func(c *Content) { c.Images = []Image{{ID: "x", URL: "https://elsewhere.example/x.png"}} }, "images[0]"},
		{"four options", func(c *Content) { c.Options = append(c.Options, Option{Name: "A"}, Option{Name: "B"}) }, "options variants[0].options variants[1].options variants[2].options"},
		{"two options of one name", func(c *Content) { c.Options[1].Name = "size" }, "options[1].name variants[0].options variants[1].options variants[2].options"},
		{"no variants", func(c *Content) { c.Variants = nil }, "variants"},
		{"several variants without options", func(c *Content) {
			c.Options = nil
			for i := range c.Variants {
				c.Variants[i].Options = nil
			}
		}, "options"},
		{"a SKU twice", func(c *Content) { c.Variants[1].SKU = "S-W" }, "variants[1].sku"},
		{"a long SKU", func(c *Content) { c.Variants[1].SKU = catalog.SKU(strings.Repeat("x", 65)) }, "variants[1].sku"},
		{"a SKU with control characters", func(c *Content) { c.Variants[1].SKU = "a\x00b" }, "variants[1].sku"},
		{"the same options in another case", func(c *Content) { c.Variants[1].Options[0].Value = "s" }, "variants[1].options"},
		{"a missing value", func(c *Content) { c.Variants[0].Options = c.Variants[0].Options[:1] }, "variants[0].options"},
		{"another currency", func(c *Content) { c.Variants[0].Price = money.New(1, "USD") }, "variants[0].price"},
		{"a negative price", func(c *Content) { c.Variants[0].Price = eur(-1) }, "variants[0].price"},
		{"an absurd price", func(c *Content) { c.Variants[0].Price = eur(1 << 60) }, "variants[0].price"},
		{"an earlier price that isn't higher", func(c *Content) { was := eur(2500); c.Variants[0].CompareAt = &was }, "variants[0].compareAt"},
		{"a negative weight", func(c *Content) { c.Variants[0].WeightGrams = -1 }, "variants[0].weightGrams"},
		{"a long tag", func(c *Content) { c.Tags = []string{"fine", strings.Repeat("ä", 101)} }, "tags"},
		{"too many categories", func(c *Content) {
			for i := range 21 {
				c.CategoryIDs = append(c.CategoryIDs, fmt.Sprint(i))
			}
		}, "categoryIds"},
		{"too many pictures", func(c *Content) {
			for i := range MaxImages + 1 {
				c.Images = append(c.Images, Image{ID: fmt.Sprint(i), URL: "/media/x.svg"})
			}
		}, "images"},
		{"a picture nobody stored", func(c *Content) { c.Images = []Image{{URL: "/media/x.svg"}} }, "images[0]"},
		{"a long description of a picture", func(c *Content) {
			c.Images = []Image{{ID: "x", URL: "/media/x.svg", Alt: strings.Repeat("ä", MaxAlt+1)}}
		}, "images[0].alt"},
		{"too many variants", func(c *Content) {
			for i := range MaxVariants {
				c.Variants = append(c.Variants, Variant{Price: eur(1), Options: []catalog.Option{{Name: "Size", Value: fmt.Sprint(i)}, {Name: "Colour", Value: "Red"}}})
			}
		}, "variants"},
		{"an option without a name", func(c *Content) {
			c.Options[1].Name = " "
			for i := range c.Variants {
				c.Variants[i].Options[1].Name = ""
			}
		}, "options[1].name"},
		{"an option's long name", func(c *Content) {
			c.Options[0].Name = strings.Repeat("ä", 101)
			for i := range c.Variants {
				c.Variants[i].Options[0].Name = c.Options[0].Name
			}
		}, "options[0].name"},
		{"a value of blanks", func(c *Content) { c.Variants[2].Options[1].Value = " \t" }, "variants[2].options"},
		{"an option's long value", func(c *Content) { c.Variants[2].Options[1].Value = strings.Repeat("ä", 101) }, "variants[2].options"},
		{"options in another order", func(c *Content) { o := c.Variants[0].Options; o[0], o[1] = o[1], o[0] }, "variants[0].options"},
		{"more than ten tonnes", func(c *Content) { c.Variants[0].WeightGrams = 10_000_001 }, "variants[0].weightGrams"},
		{"an odd tax class", func(c *Content) { c.Variants[0].TaxClass = "7 %" }, "variants[0].taxClass"},
		{"a long barcode", func(c *Content) { c.Variants[0].Barcode = strings.Repeat("1", 101) }, "variants[0].barcode"},
		{"an earlier price in another currency", func(c *Content) { was := money.New(9900, "USD"); c.Variants[0].CompareAt = &was }, "variants[0].compareAt"},
		{"an unknown picture", func(c *Content) { c.Variants[0].ImageID = "x" }, "variants[0].imageId"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := shirt()
			tc.change(&c)
			err := c.normalise().validate("EUR")
			var f *fault.Error
			var paths []string
			if errors.As(err, &f) {
				for _, field := range f.Fields {
					paths = append(paths, field.Path)
				}
			}
			if got := strings.Join(paths, " "); got != tc.paths {
				t.Errorf("wrong: %q, want %q", got, tc.paths)
			}
		})
	}
}

func TestSanitize(t *testing.T) {
	for in, want := range map[string]string{
		`<p onclick="x()">Hi</p><script>alert(1)</script>`: `<p>Hi</p>`,
		`<h1>Big</h1>`:                                        `<h2>Big</h2>`,
		`<a href="javascript:x()">a</a>`:                      `a`,
		`<a href="https://a.example/">a</a>`:                  `<a href="https://a.example/" rel="nofollow">a</a>`,
		`<img src="https://elsewhere.example/pixel.gif">text`: `text`,
		`<p style="position:fixed">x</p><style>p{}</style>`:   `<p>x</p>`,
		`<iframe src="//x"></iframe><form><input></form>`:     ``,
		`<table><tr><td>1</td></tr></table>`:                  `<table><tr><td>1</td></tr></table>`,
		`3 < 4 & 5`:                                           `3 &lt; 4 &amp; 5`,
	} {
		if got := sanitize(in); got != want {
			t.Errorf("sanitize(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSanitize(f *testing.F) {
	for _, seed := range []string{`<p>x</p>`, `<scr<script>ipt>`, `<a href="java&#115;cript:x">`, `<svg/onload=x>`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := strings.ToLower(sanitize(in))
		for _, bad := range []string{"<script", "<style", "<iframe", "<svg", "<img", "<form"} {
			if strings.Contains(out, bad) {
				t.Errorf("%q let %q through: %q", in, bad, out)
			}
		}
	})
}

func TestPlainText(t *testing.T) {
	if got := PlainText("<p>Fish &amp; chips, &amp;lt;</p>\n<ul><li>hot</li></ul>"); got != "Fish & chips, &lt; hot" {
		t.Errorf("%q", got)
	}
}

func TestSlugify(t *testing.T) {
	for in, want := range map[string]string{
		"Oak Chair": "oak-chair", "  Crème brûlée! ": "creme-brulee", "Straße & Weg": "strasse-and-weg", "L'été": "lete",
		"Ærø_ﬁsh": "aero-fish", "日本": "", "--": "", "100% wool": "100-wool",
	} {
		if got := Slugify(in); got != want {
			t.Errorf("Slugify(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSlugs_are_valid_and_stay_as_they_are(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slug := Slugify(rapid.String().Draw(t, "text"))
		if slug == "" {
			return
		}
		n := rapid.IntRange(1, 999).Draw(t, "n")
		if !ValidSlug(slug) || !ValidSlug(Numbered(slug, n)) || Slugify(slug) != slug {
			t.Fatalf("%q, %q", slug, Numbered(slug, n))
		}
	})
	for _, bad := range []string{"", "-a", "a-", "a--b", "A", "a b", "ä", strings.Repeat("a", 101), "a/b", "$ne"} {
		if ValidSlug(bad) {
			t.Errorf("%q is valid", bad)
		}
	}
}

func TestMakeSKU_is_short_and_tells_variants_apart(t *testing.T) {
	long := strings.Repeat("long-", 15) + "name"
	seen := map[catalog.SKU]bool{}
	for _, value := range []string{"Small", "Large", strings.Repeat("x", 90), strings.Repeat("x", 90) + "y"} {
		for n := 1; n <= 2; n++ {
			sku := MakeSKU(long, []catalog.Option{{Name: "Size", Value: value}}, n)
			if len(sku) > 64 || seen[sku] {
				t.Errorf("%q is too long or not unique", sku)
			}
			seen[sku] = true
		}
	}
	if got := MakeSKU("shirt", []catalog.Option{{Name: "Size", Value: "X/L"}}, 1); got != "SHIRT-X-L" {
		t.Errorf("%q", got)
	}
}

func TestImage_SrcSet(t *testing.T) {
	i := Image{URL: "/media/ab/abcd-640.webp", Width: 640, Widths: []int{320, 640}}
	if got := i.SrcSet(); got != "/media/ab/abcd-320.webp 320w, /media/ab/abcd-640.webp 640w" {
		t.Errorf("%q", got)
	}
	for _, single := range []Image{{}, {URL: "/media/ab/abcd.svg", Width: 800}, {URL: "/media/ab/abcd-200.webp", Width: 200, Widths: []int{200}}} {
		if got := single.SrcSet(); got != "" {
			t.Errorf("%+v: %q", single, got)
		}
	}
}
