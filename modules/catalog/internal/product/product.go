package product

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"shop/modules/catalog"
	"shop/platform/money"
)

// Status says who may see a product.
type Status string

// The statuses: drafts and archived products are for staff only.
const (
	Draft    Status = "draft"
	Active   Status = "active"
	Archived Status = "archived"
)

// Product is one product with its variants.
type Product struct {
	ID      catalog.ProductID `json:"id" bson:"_id"`
	Content `bson:",inline"`
	// FormerSlugs are slugs the product had before, newest last; they redirect.
	FormerSlugs []string `json:"formerSlugs,omitempty" bson:"formerSlugs,omitempty"`
	// SoldCount is how many units were sold, for the popular sort.
	SoldCount int `json:"soldCount" bson:"soldCount"`
	// Availability is what lists show of the stock; it follows the stock with
	// a short delay and decides nothing.
	Availability Availability `json:"availability" bson:"availability"`
	// Unlisted is not 0 while cached lists may show an earlier Availability, see
	// [Counters].
	Unlisted int64 `json:"-" bson:"unlisted,omitempty"`
	// Version counts the changes made by staff.
	Version   int64     `json:"version" bson:"version"`
	CreatedAt time.Time `json:"createdAt" bson:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt" bson:"updatedAt"`
}

// Content is the part of a product that staff edit.
type Content struct {
	// Slug is made from the name where it is empty.
	Slug string `json:"slug" bson:"slug"`
	Name string `json:"name" bson:"name"`
	// DescriptionHTML is sanitised before it is stored.
	DescriptionHTML string   `json:"descriptionHtml" bson:"descriptionHtml"`
	Vendor          string   `json:"vendor" bson:"vendor"`
	Type            string   `json:"type" bson:"type"`
	Tags            []string `json:"tags" bson:"tags"`
	Status          Status   `json:"status" bson:"status"`
	// Options are the choices in display order, three at most. Their values
	// follow from the variants.
	Options  []Option  `json:"options" bson:"options"`
	Variants []Variant `json:"variants" bson:"variants"`
	// RepriceAt is when a sale makes the variants' prices other ones than those
	// stored; nil where none is planned.
	RepriceAt   *time.Time `json:"repriceAt,omitempty" bson:"repriceAt"`
	Images      []Image    `json:"images" bson:"images"`
	CategoryIDs []string   `json:"categoryIds" bson:"categoryIds"`
	SEO         SEO        `json:"seo" bson:"seo"`
}

// Option is one choice and the values its variants have.
type Option struct {
	Name   string   `json:"name" bson:"name"`
	Values []string `json:"values" bson:"values"`
}

// Variant is what is bought.
type Variant struct {
	SKU catalog.SKU `json:"sku" bson:"sku"`
	// Options has one value per option of the product, in its order.
	Options []catalog.Option `json:"options" bson:"options"`
	// Price and CompareAt are those of the time when the product was stored or
	// repriced, for showing; [Variant.PriceAt] says what it costs at a time.
	Price     money.Money  `json:"price" bson:"price"`
	CompareAt *money.Money `json:"compareAt,omitempty" bson:"compareAt,omitempty"`
	// Sales are those that run or are to come, in order; Regular is what holds
	// beside them, and nil without.
	Sales   []Sale   `json:"sales,omitempty" bson:"sales,omitempty"`
	Regular *Regular `json:"regular,omitempty" bson:"regular,omitempty"`
	// WeightGrams is for one unit.
	WeightGrams int    `json:"weightGrams" bson:"weightGrams"`
	Barcode     string `json:"barcode,omitempty" bson:"barcode,omitempty"`
	Taxable     bool   `json:"taxable" bson:"taxable"`
	// TaxClass says at which rates it is taxed, empty for no class: a word
	// such as "reduced", or a tax code.
	TaxClass         string `json:"taxClass,omitempty" bson:"taxClass,omitempty"`
	RequiresShipping bool   `json:"requiresShipping" bson:"requiresShipping"`
	// Tracked says whether stock is counted.
	Tracked bool `json:"tracked" bson:"tracked"`
	// Backorder says that it sells on when none are left.
	Backorder bool `json:"backorder,omitempty" bson:"backorder,omitempty"`
	// ImageID names the product's image that shows this variant.
	ImageID string `json:"imageId,omitempty" bson:"imageId,omitempty"`
}

// Image is a picture of a product, stored by package media.
type Image struct {
	ID string `json:"id" bson:"id"`
	// URL is root-relative and shows the largest rendition.
	URL    string `json:"url" bson:"url"`
	Alt    string `json:"alt" bson:"alt"`
	Width  int    `json:"width" bson:"width"`
	Height int    `json:"height" bson:"height"`
	// Widths are the renditions beside URL, ascending, in pixels; empty for
	// drawings, which scale by themselves.
	Widths []int `json:"widths,omitempty" bson:"widths,omitempty"`
	// Source is where an import took the picture from.
	Source string `json:"source,omitempty" bson:"source,omitempty"`
	// Placeholder says that Source could not be fetched.
	Placeholder bool `json:"placeholder,omitempty" bson:"placeholder,omitempty"`
}

// SrcSet returns the srcset attribute, empty where there is one rendition only.
func (i Image) SrcSet() string {
	base, ok := strings.CutSuffix(i.URL, fmt.Sprintf("-%d.webp", i.Width))
	if !ok || len(i.Widths) < 2 {
		return ""
	}
	parts := make([]string, len(i.Widths))
	for n, w := range i.Widths {
		parts[n] = fmt.Sprintf("%s-%d.webp %dw", base, w, w)
	}
	return strings.Join(parts, ", ")
}

// SEO is what search engines are told; empty fields follow name and
// description.
type SEO struct {
	Title       string `json:"title" bson:"title"`
	Description string `json:"description" bson:"description"`
}

// Availability is what a list shows of a product's stock.
type Availability struct {
	InStock bool `json:"inStock" bson:"inStock"`
	// Left is the number of units where few are left, 0 where there are many
	// or none, or where they aren't counted.
	Left int `json:"left" bson:"left"`
}

// FewLeft is how many units of a product count as few.
const FewLeft = 5

// Image returns the image with the id.
func (c Content) Image(id string) (Image, bool) {
	i := slices.IndexFunc(c.Images, func(i Image) bool { return i.ID == id })
	if i < 0 {
		return Image{}, false
	}
	return c.Images[i], true
}

// Cover returns the image that stands for the product, the zero Image where it
// has none.
func (c Content) Cover() Image {
	if len(c.Images) == 0 {
		return Image{}
	}
	return c.Images[0]
}

// Picture returns the image that shows the variant.
func (c Content) Picture(v Variant) Image {
	if i, ok := c.Image(v.ImageID); ok {
		return i
	}
	return c.Cover()
}

// Variant returns the variant with the SKU.
func (c Content) Variant(sku catalog.SKU) (Variant, bool) {
	i := slices.IndexFunc(c.Variants, func(v Variant) bool { return v.SKU == sku })
	if i < 0 {
		return Variant{}, false
	}
	return c.Variants[i], true
}

// SKUs returns the variants' SKUs.
func (c Content) SKUs() []catalog.SKU {
	skus := make([]catalog.SKU, len(c.Variants))
	for i, v := range c.Variants {
		skus[i] = v.SKU
	}
	return skus
}

// PriceRange returns the lowest and the highest price of the variants.
func (c Content) PriceRange() (low, high money.Money) {
	for i, v := range c.Variants {
		if i == 0 || v.Price.Amount < low.Amount {
			low = v.Price
		}
		if i == 0 || v.Price.Amount > high.Amount {
			high = v.Price
		}
	}
	return low, high
}

// Sellable reports whether shoppers may buy the product at all.
func (p Product) Sellable() bool { return p.Status == Active }
