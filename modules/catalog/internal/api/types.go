package api

import (
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/platform/money"
)

// Image is a picture.
type Image struct {
	ID     string `json:"id"`
	URL    string `json:"url" doc:"Root-relative address of the largest rendition" example:"/media/4f/4f0c2a-1024.webp"`
	Alt    string `json:"alt" doc:"Description for those who don't see it"`
	Width  int    `json:"width" doc:"In pixels"`
	Height int    `json:"height" doc:"In pixels"`
	SrcSet string `json:"srcset,omitempty" doc:"Smaller renditions as an srcset attribute"`
}

// Option is one value of a variant.
type Option struct {
	Name  string `json:"name" example:"Size"`
	Value string `json:"value" example:"Large"`
}

// OptionValues is a choice with its values.
type OptionValues struct {
	Name   string   `json:"name" example:"Size"`
	Values []string `json:"values" nullable:"false"`
}

// CategoryRef names a category.
type CategoryRef struct {
	ID   string `json:"id"`
	Slug string `json:"slug" example:"chairs"`
	Name string `json:"name" example:"Chairs"`
}

// Variant is what is bought.
type Variant struct {
	SKU              string       `json:"sku" example:"CHAIR-OAK-L"`
	Options          []Option     `json:"options" nullable:"false"`
	Price            money.Money  `json:"price"`
	CompareAt        *money.Money `json:"compareAt,omitempty" doc:"Earlier price, where there is one"`
	Sales            []Sale       `json:"sales,omitempty" doc:"For staff: what is planned beside the price, which is the regular one"`
	Available        *int         `json:"available" nullable:"true" doc:"Units that can be bought; null where they aren't counted"`
	InStock          bool         `json:"inStock" doc:"Whether it can be bought"`
	Backorder        bool         `json:"backorder" doc:"Whether it can be bought when none are available, and is sent when there are"`
	WeightGrams      int          `json:"weightGrams"`
	Barcode          string       `json:"barcode,omitempty"`
	RequiresShipping bool         `json:"requiresShipping"`
	Taxable          bool         `json:"taxable"`
	TaxClass         string       `json:"taxClass,omitempty" doc:"At which of the tax rules' rates; absent means none in particular"`
	ImageID          string       `json:"imageId,omitempty"`
}

// Product is a published product.
type Product struct {
	ID              string         `json:"id"`
	Slug            string         `json:"slug" example:"oak-chair"`
	Name            string         `json:"name" example:"Oak chair"`
	DescriptionHTML string         `json:"descriptionHtml" doc:"Sanitised HTML"`
	Vendor          string         `json:"vendor"`
	Type            string         `json:"type"`
	Categories      []CategoryRef  `json:"categories" nullable:"false"`
	Tags            []string       `json:"tags" nullable:"false"`
	Options         []OptionValues `json:"options" nullable:"false"`
	Variants        []Variant      `json:"variants" nullable:"false"`
	Images          []Image        `json:"images" nullable:"false"`
	InStock         bool           `json:"inStock"`
	SEO             SEO            `json:"seo"`
	CreatedAt       time.Time      `json:"createdAt"`
	UpdatedAt       time.Time      `json:"updatedAt"`
}

// SEO is what search engines are told.
type SEO struct {
	Title       string `json:"title,omitempty" maxLength:"200"`
	Description string `json:"description,omitempty" maxLength:"500"`
}

// Card is a product in a list.
type Card struct {
	ID         string         `json:"id"`
	Slug       string         `json:"slug" example:"oak-chair"`
	Name       string         `json:"name" example:"Oak chair"`
	Vendor     string         `json:"vendor"`
	Price      money.Money    `json:"price" doc:"The lowest of its variants"`
	CompareAt  *money.Money   `json:"compareAt,omitempty" doc:"Earlier price of that variant"`
	PriceFrom  bool           `json:"priceFrom" doc:"Whether other variants cost more"`
	InStock    bool           `json:"inStock"`
	OnlyLeft   int            `json:"onlyLeft,omitempty" doc:"Units left of all variants, where they are few"`
	Categories []CategoryRef  `json:"categories" nullable:"false"`
	Tags       []string       `json:"tags" nullable:"false"`
	Options    []OptionValues `json:"options" nullable:"false"`
	Variants   []CardVariant  `json:"variants" nullable:"false"`
	Image      *Image         `json:"image,omitempty"`
	CreatedAt  time.Time      `json:"createdAt"`
}

// CardVariant is a variant in a list. What is available of it the product
// itself tells.
type CardVariant struct {
	SKU       string       `json:"sku"`
	Options   []Option     `json:"options" nullable:"false"`
	Price     money.Money  `json:"price"`
	CompareAt *money.Money `json:"compareAt,omitempty"`
}

func imageOf(i product.Image) Image {
	return Image{ID: i.ID, URL: i.URL, Alt: i.Alt, Width: i.Width, Height: i.Height, SrcSet: i.SrcSet()}
}

func optionsOf(options []catalog.Option) []Option {
	return each(options, func(o catalog.Option) Option { return Option(o) })
}

func choicesOf(options []product.Option) []OptionValues {
	return each(options, func(o product.Option) OptionValues { return OptionValues{o.Name, or(o.Values)} })
}

// categoriesOf returns those of the categories that (still) exist.
func categoriesOf(tree category.Tree, ids []string) []CategoryRef {
	refs := []CategoryRef{}
	for _, id := range ids {
		if c, ok := tree.ByID(id); ok {
			refs = append(refs, CategoryRef{c.ID, c.Slug, c.Name})
		}
	}
	return refs
}

func productOf(d product.Detail, tree category.Tree) Product {
	p := Product{
		ID: string(d.ID), Slug: d.Slug, Name: d.Name, DescriptionHTML: d.DescriptionHTML,
		Vendor: d.Vendor, Type: d.Type, Tags: or(d.Tags), SEO: SEO(d.SEO),
		Categories: categoriesOf(tree, d.CategoryIDs),
		Options:    choicesOf(d.Options),
		Images:     each(d.Images, imageOf),
		CreatedAt:  d.CreatedAt, UpdatedAt: d.UpdatedAt,
	}
	p.Variants = each(d.Variants, func(v product.Variant) Variant {
		level := d.Levels.Of(v.SKU)
		variant := Variant{
			SKU: string(v.SKU), Options: optionsOf(v.Options), Price: v.Price, CompareAt: v.CompareAt,
			InStock: level.Sellable(), WeightGrams: v.WeightGrams, Barcode: v.Barcode,
			RequiresShipping: v.RequiresShipping, Taxable: v.Taxable, TaxClass: v.TaxClass, ImageID: v.ImageID,
		}
		if v.Regular == nil { // as staff enter it
			variant.Sales = each(v.Sales, func(s product.Sale) Sale { return Sale(s) })
		}
		if level.Tracked {
			left := level.Left()
			variant.Available, variant.Backorder = &left, level.Backorder
		}
		p.InStock = p.InStock || variant.InStock
		return variant
	})
	return p
}

func cardOf(c search.Card, tree category.Tree) Card {
	cheapest, from := c.Cheapest()
	card := Card{
		ID: string(c.ID), Slug: c.Slug, Name: c.Name, Vendor: c.Vendor,
		Price: cheapest.Price, CompareAt: cheapest.CompareAt, PriceFrom: from,
		InStock: c.Availability.InStock, OnlyLeft: c.Availability.Left,
		Categories: categoriesOf(tree, c.CategoryIDs), Tags: or(c.Tags), Options: choicesOf(c.Options),
		Variants: each(c.Variants, func(v search.Variant) CardVariant {
			return CardVariant{string(v.SKU), optionsOf(v.Options), v.Price, v.CompareAt}
		}),
		CreatedAt: c.CreatedAt,
	}
	if len(c.Images) > 0 {
		image := imageOf(c.Images[0])
		card.Image = &image
	}
	return card
}

// each returns the values of a list, never nil: JSON has [] for none.
func each[A, B any](list []A, of func(A) B) []B {
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = of(a)
	}
	return out
}

// or returns list, [] for nil.
func or[A any](list []A) []A { return each(list, func(a A) A { return a }) }
