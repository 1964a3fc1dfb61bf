package product

import (
	"context"
	"slices"

	"shop/modules/catalog"
	"shop/platform/fault"
)

// ErrNoImage says that the product has no such picture.
var ErrNoImage = fault.New(fault.NotFound, "no-such-image", "The product has no such picture.")

// AddImages adds pictures behind those the product has; ones it has already
// are left out. Errors: as [Service.Update].
func (s *Service) AddImages(ctx context.Context, id catalog.ProductID, images ...Image) (Product, error) {
	return s.edit(ctx, id, func(p *Product) error {
		for _, image := range images {
			if _, there := p.Image(image.ID); !there {
				p.Images = append(p.Images, image)
			}
		}
		return nil
	})
}

// MoveImage moves a picture by steps, towards the front where they are
// negative; the first one stands for the product. Errors: [ErrNoImage], and as
// [Service.Update].
func (s *Service) MoveImage(ctx context.Context, id catalog.ProductID, image string, steps int) (Product, error) {
	return s.editImage(ctx, id, image, func(p *Product, i int) {
		to := min(max(i+steps, 0), len(p.Images)-1)
		moved := p.Images[i]
		p.Images = slices.Insert(slices.Delete(p.Images, i, i+1), to, moved)
	})
}

// DescribeImage sets a picture's alternative text. Errors: as
// [Service.MoveImage].
func (s *Service) DescribeImage(ctx context.Context, id catalog.ProductID, image, alt string) (Product, error) {
	return s.editImage(ctx, id, image, func(p *Product, i int) { p.Images[i].Alt = oneLine(alt) })
}

// RemoveImage takes a picture off the product. Errors: as [Service.MoveImage].
func (s *Service) RemoveImage(ctx context.Context, id catalog.ProductID, image string) (Product, error) {
	return s.editImage(ctx, id, image, func(p *Product, i int) {
		p.Images = slices.Delete(p.Images, i, i+1)
		for v := range p.Variants {
			if p.Variants[v].ImageID == image {
				p.Variants[v].ImageID = ""
			}
		}
	})
}

func (s *Service) editImage(ctx context.Context, id catalog.ProductID, image string, change func(p *Product, i int)) (Product, error) {
	return s.edit(ctx, id, func(p *Product) error {
		i := slices.IndexFunc(p.Images, func(x Image) bool { return x.ID == image })
		if i < 0 {
			return ErrNoImage
		}
		change(p, i)
		return nil
	})
}
