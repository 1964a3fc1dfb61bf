package product

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"shop/modules/catalog"
)

// maxSlug is a slug's greatest length in bytes.
const maxSlug = 100

// letters that do not decompose into an ASCII letter and a mark.
var spelled = strings.NewReplacer("ß", "ss", "æ", "ae", "Æ", "ae", "ø", "o", "Ø", "o", "œ", "oe", "Œ", "oe", "ł", "l", "Ł", "l", "đ", "d", "&", " and ")

// Slugify returns text as the part of an address: lower-case ASCII letters and
// digits in groups joined by single hyphens, short enough for an address. It is empty
// where text has neither.
func Slugify(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(spelled.Replace(text)) {
		r = unicode.ToLower(r)
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
			// Marks and apostrophes join what they stand between.
		default:
			gap = true
		}
		if b.Len() >= maxSlug-len("-12") {
			break
		}
	}
	return b.String()
}

// ValidSlug reports whether s has the form that [Slugify] makes.
func ValidSlug(s string) bool {
	if s == "" || len(s) > maxSlug || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !letter && (c != '-' || s[i-1] == '-') {
			return false
		}
	}
	return true
}

// Numbered returns the n-th try at a free slug: the slug itself for 1, then
// with "-2", "-3" and so on.
func Numbered(slug string, n int) string {
	if n < 2 {
		return slug
	}
	suffix := "-" + strconv.Itoa(n)
	return strings.TrimRight(slug[:min(len(slug), maxSlug-len(suffix))], "-") + suffix
}

// MakeSKU returns the SKU of a variant that came without one. It follows from
// slug and option values alone, so that the same file makes the same SKUs; n
// tells apart variants whose values only differ in what a SKU can't hold.
func MakeSKU(slug string, options []catalog.Option, n int) catalog.SKU {
	parts := []string{slug}
	for _, o := range options {
		if s := Slugify(o.Value); s != "" {
			parts = append(parts, s)
		}
	}
	sku := strings.ToUpper(strings.Join(parts, "-"))
	suffix := ""
	if n > 1 {
		suffix = "-" + strconv.Itoa(n)
	}
	if len(sku)+len(suffix) > maxSKU {
		// A digest of the whole keeps shortened ones apart.
		h := fnv.New32a()
		h.Write([]byte(sku))
		digest := "-" + strings.ToUpper(strconv.FormatUint(uint64(h.Sum32()), 36))
		sku = strings.TrimRight(sku[:maxSKU-len(suffix)-len(digest)], "-") + digest
	}
	return catalog.SKU(sku + suffix)
}
