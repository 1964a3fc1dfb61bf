package api

import (
	"context"
	"fmt"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
)

// input returns what staff entered as the domain has it. images are those the
// product has.
func (a *API) input(ctx context.Context, in ProductInput, images []product.Image) (product.Input, error) {
	out := product.Input{
		Content: product.Content{
			Slug: in.Slug, Name: in.Name, DescriptionHTML: in.DescriptionHTML, Vendor: in.Vendor, Type: in.Type,
			Tags: in.Tags, Status: product.Status(in.Status), CategoryIDs: in.CategoryIDs, SEO: product.SEO(in.SEO),
			Options:  each(in.OptionNames, func(name string) product.Option { return product.Option{Name: name} }),
			Variants: each(in.Variants, variantOf),
			Images:   images,
		},
		Quantities: map[catalog.SKU]int{},
	}
	var wrong fault.Fields
	if in.ImageIDs != nil {
		out.Images = nil
		for i, id := range in.ImageIDs {
			image, ok := product.Content{Images: images}.Image(id)
			if !ok {
				wrong.Add(fmt.Sprintf("imageIds[%d]", i), "The product has no such picture.")
			}
			out.Images = append(out.Images, image)
		}
	}
	if err := a.knownCategories(ctx, in.CategoryIDs, &wrong); err != nil {
		return out, err
	}
	if err := wrong.Err(); err != nil {
		return out, err
	}
	// SKUs that came empty are known once the content is complete.
	checked, err := a.products.Check(out.Content)
	if err != nil {
		return out, err
	}
	out.Content = checked
	for i, v := range checked.Variants {
		out.Quantities[v.SKU] = in.Variants[i].Quantity
	}
	return out, nil
}

func (a *API) knownCategories(ctx context.Context, ids []string, wrong *fault.Fields) error {
	if len(ids) == 0 {
		return nil
	}
	tree, err := a.categories.Tree(ctx)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if _, ok := tree.ByID(id); !ok {
			wrong.Add(fmt.Sprintf("categoryIds[%d]", i), "There is no such category.")
		}
	}
	return nil
}

func variantOf(v VariantInput) product.Variant {
	variant := product.Variant{
		SKU: catalog.SKU(v.SKU), Price: v.Price, CompareAt: v.CompareAt, WeightGrams: v.WeightGrams, Barcode: v.Barcode,
		Taxable: unlessFalse(v.Taxable), TaxClass: v.TaxClass, RequiresShipping: unlessFalse(v.RequiresShipping), Tracked: unlessFalse(v.Tracked), Backorder: v.Backorder, ImageID: v.ImageID,
		Options: each(v.Options, func(o Option) catalog.Option { return catalog.Option(o) }),
	}
	for _, s := range v.Sales {
		variant.Sales = append(variant.Sales, product.Sale(s))
	}
	return variant
}

func unlessFalse(b *bool) bool { return b == nil || *b }
