package product

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shop/modules/catalog"
	"shop/platform/fault"
	"shop/platform/money"
)

// The bounds of what files and forms hold of a product.
const (
	MaxVariants = 250
	MaxImages   = 50
	// MaxAlt is for a picture's description, in characters.
	MaxAlt = 500
)

// The bounds of the rest; lengths are in characters.
const (
	maxName        = 200
	maxDescription = 100_000
	maxLabel       = 100
	maxTags        = 50
	maxOptions     = 3
	maxCategories  = 20
	maxSKU         = 64
	maxPrice       = 1_000_000_000_00
	maxWeight      = 10_000_000
)

var taxClassPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,39}$`)

// normalise returns c as it is stored: trimmed, sanitised, with slug, SKUs and
// option values filled in where they follow from the rest.
func (c Content) normalise() Content {
	c.Name = oneLine(c.Name)
	c.Vendor = oneLine(c.Vendor)
	c.Type = oneLine(c.Type)
	c.SEO = SEO{Title: oneLine(c.SEO.Title), Description: oneLine(c.SEO.Description)}
	c.DescriptionHTML = sanitize(c.DescriptionHTML)
	if c.Slug = strings.TrimSpace(c.Slug); c.Slug == "" {
		c.Slug = Slugify(c.Name)
	}
	if c.Slug == "" && c.Name != "" {
		c.Slug = "product"
	}
	if c.Status == "" {
		c.Status = Draft
	}
	c.Tags = uniqueTags(c.Tags)
	c.CategoryIDs = unique(c.CategoryIDs)
	c.Images = append([]Image{}, c.Images...)
	for i := range c.Images {
		c.Images[i].Alt = oneLine(c.Images[i].Alt)
	}
	now := time.Now()
	c.Variants = normaliseVariants(c, now)
	c.RepriceAt = c.nextPriceChange(now)
	c.Options = optionsOf(c)
	return c
}

func normaliseVariants(c Content, now time.Time) []Variant {
	variants := make([]Variant, len(c.Variants))
	taken := map[catalog.SKU]bool{}
	for _, v := range c.Variants {
		taken[catalog.SKU(strings.TrimSpace(string(v.SKU)))] = true
	}
	for i, v := range c.Variants {
		v.SKU = catalog.SKU(strings.TrimSpace(string(v.SKU)))
		v.Barcode, v.TaxClass = strings.TrimSpace(v.Barcode), strings.TrimSpace(v.TaxClass)
		options := make([]catalog.Option, len(v.Options))
		for j, o := range v.Options {
			options[j] = catalog.Option{Name: oneLine(o.Name), Value: oneLine(o.Value)}
		}
		v.Options = options
		v.Sales = slices.Clone(v.Sales)
		for j, s := range v.Sales {
			v.Sales[j] = saleTimes(s)
		}
		v = v.priced(now)
		for n := 1; v.SKU == ""; n++ {
			if sku := MakeSKU(c.Slug, options, n); !taken[sku] {
				v.SKU, taken[sku] = sku, true
			}
		}
		variants[i] = v
	}
	return variants
}

// optionsOf returns the options with the values that occur, in the order in
// which they first do.
func optionsOf(c Content) []Option {
	options := make([]Option, len(c.Options))
	for i, o := range c.Options {
		options[i] = Option{Name: oneLine(o.Name), Values: []string{}}
		for _, v := range c.Variants {
			if i < len(v.Options) && !slices.Contains(options[i].Values, v.Options[i].Value) {
				options[i].Values = append(options[i].Values, v.Options[i].Value)
			}
		}
	}
	return options
}

// validate checks what normalise returned. Errors: fault.Invalid with a path
// for each wrong value, such as "variants[2].price".
func (c Content) validate(currency string) error {
	var wrong fault.Fields
	switch {
	case c.Name == "":
		wrong.Add("name", "Please give the product a name.")
	case utf8.RuneCountInString(c.Name) > maxName:
		wrong.Add("name", fmt.Sprintf("A name has at most %d characters.", maxName))
	}
	if c.Slug != "" && !ValidSlug(c.Slug) {
		wrong.Add("slug", "An address consists of lower-case letters, digits and single hyphens.")
	}
	if len(c.DescriptionHTML) > maxDescription {
		wrong.Add("descriptionHtml", "The description is too long.")
	}
	for _, label := range []struct{ path, value string }{{"vendor", c.Vendor}, {"type", c.Type}} {
		if utf8.RuneCountInString(label.value) > maxLabel {
			wrong.Add(label.path, fmt.Sprintf("This has at most %d characters.", maxLabel))
		}
	}
	if !slices.Contains([]Status{Draft, Active, Archived}, c.Status) {
		wrong.Add("status", "A product is draft, active or archived.")
	}
	c.validateLists(&wrong)
	c.validateOptions(&wrong)
	c.validateVariants(&wrong, currency)
	return wrong.Err()
}

func (c Content) validateLists(wrong *fault.Fields) {
	if len(c.Tags) > maxTags {
		wrong.Add("tags", fmt.Sprintf("A product has at most %d tags.", maxTags))
	}
	for _, tag := range c.Tags {
		if utf8.RuneCountInString(tag) > maxLabel {
			wrong.Add("tags", fmt.Sprintf("A tag has at most %d characters.", maxLabel))
			break
		}
	}
	if len(c.CategoryIDs) > maxCategories {
		wrong.Add("categoryIds", fmt.Sprintf("A product is in at most %d categories.", maxCategories))
	}
	if len(c.Images) > MaxImages {
		wrong.Add("images", fmt.Sprintf("A product has at most %d pictures.", MaxImages))
	}
	for i, image := range c.Images {
		if image.ID == "" || !strings.HasPrefix(image.URL, "/media/") {
			wrong.Add(fmt.Sprintf("images[%d]", i), "Please upload the picture first.")
		}
		if utf8.RuneCountInString(image.Alt) > MaxAlt {
			wrong.Add(fmt.Sprintf("images[%d].alt", i), fmt.Sprintf("A description has at most %d characters.", MaxAlt))
		}
	}
}

func (c Content) validateOptions(wrong *fault.Fields) {
	if len(c.Options) > maxOptions {
		wrong.Add("options", fmt.Sprintf("A product has at most %d options.", maxOptions))
		return
	}
	seen := map[string]bool{}
	for i, o := range c.Options {
		path := fmt.Sprintf("options[%d].name", i)
		folded := strings.ToLower(o.Name)
		switch {
		case o.Name == "":
			wrong.Add(path, "Please name the option.")
		case utf8.RuneCountInString(o.Name) > maxLabel:
			wrong.Add(path, fmt.Sprintf("An option's name has at most %d characters.", maxLabel))
		case seen[folded]:
			wrong.Add(path, "There is another option of this name.")
		}
		seen[folded] = true
	}
}

func (c Content) validateVariants(wrong *fault.Fields, currency string) {
	switch {
	case len(c.Variants) == 0:
		wrong.Add("variants", "A product needs at least one variant, which has its price.")
		return
	case len(c.Variants) > MaxVariants:
		wrong.Add("variants", fmt.Sprintf("A product has at most %d variants.", MaxVariants))
		return
	case len(c.Options) == 0 && len(c.Variants) > 1:
		wrong.Add("options", "Several variants need an option that tells them apart.")
	}
	skus, combinations := map[catalog.SKU]bool{}, map[string]bool{}
	for i, v := range c.Variants {
		path := fmt.Sprintf("variants[%d].", i)
		if skus[v.SKU] {
			wrong.Add(path+"sku", "Another variant has this SKU.")
		}
		skus[v.SKU] = true
		v.validate(wrong, path, currency)
		combination, ok := c.combination(v)
		switch {
		case !ok:
			wrong.Add(path+"options", "Please give a value for each of the product's options.")
		case len(c.Options) > 0 && combinations[combination]:
			wrong.Add(path+"options", "Another variant has the same options.")
		}
		combinations[combination] = true
		if _, ok := c.Image(v.ImageID); v.ImageID != "" && !ok {
			wrong.Add(path+"imageId", "The product has no such picture.")
		}
	}
}

// combination returns what makes v differ from other variants, and whether it
// has a value for each option of the product.
func (c Content) combination(v Variant) (string, bool) {
	if len(v.Options) != len(c.Options) {
		return "", false
	}
	var key strings.Builder
	for i, o := range v.Options {
		if o.Name != c.Options[i].Name || o.Value == "" || utf8.RuneCountInString(o.Value) > maxLabel {
			return "", false
		}
		key.WriteString(strings.ToLower(o.Value) + "\x00")
	}
	return key.String(), true
}

func (v Variant) validate(wrong *fault.Fields, path, currency string) {
	v = v.Edited() // a sale's own price is checked with the sales
	if utf8.RuneCountInString(string(v.SKU)) > maxSKU || strings.ContainsFunc(string(v.SKU), unicode.IsControl) {
		wrong.Add(path+"sku", fmt.Sprintf("A SKU has at most %d printable characters.", maxSKU))
	}
	if message := wrongPrice(v.Price, currency); message != "" {
		wrong.Add(path+"price", message)
	}
	if v.CompareAt != nil {
		if message := wrongPrice(*v.CompareAt, currency); message != "" {
			wrong.Add(path+"compareAt", message)
		} else if v.CompareAt.Amount <= v.Price.Amount {
			wrong.Add(path+"compareAt", "The earlier price must be higher than the price.")
		}
	}
	if message := v.wrongSales(currency); message != "" {
		wrong.Add(path+"sales", message)
	}
	if v.WeightGrams < 0 || v.WeightGrams > maxWeight {
		wrong.Add(path+"weightGrams", "A weight is given in grams, up to ten tonnes.")
	}
	if utf8.RuneCountInString(v.Barcode) > maxLabel {
		wrong.Add(path+"barcode", fmt.Sprintf("A barcode has at most %d characters.", maxLabel))
	}
	if v.TaxClass != "" && !taxClassPattern.MatchString(v.TaxClass) {
		wrong.Add(path+"taxClass", "A tax class consists of up to 40 letters, digits and hyphens.")
	}
}

func wrongPrice(m money.Money, currency string) string {
	switch {
	case m.Currency != currency:
		return "Prices are in " + currency + "."
	case m.Amount < 0:
		return "A price can't be negative."
	case m.Amount > maxPrice:
		return "This price is too high."
	}
	return ""
}

// oneLine trims s and joins its words by single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func unique(list []string) []string {
	out := []string{}
	for _, s := range list {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// uniqueTags drops empty and repeated tags; two that differ in case only are
// the same.
func uniqueTags(tags []string) []string {
	out := []string{}
	seen := map[string]bool{}
	for _, tag := range tags {
		tag = oneLine(tag)
		folded := strings.ToLower(tag)
		if tag != "" && !seen[folded] {
			seen[folded] = true
			out = append(out, tag)
		}
	}
	return out
}
