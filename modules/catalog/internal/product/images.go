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

// ImageChange is what to change of a picture; nil leaves it as it is.
type ImageChange struct {
	Alt *string
	// Position is the picture's place from 0, the one that stands for the
	// product. One behind the last is the last.
	Position *int
}

// ChangeImage describes a picture or puts it in another place. Errors: as
// [Service.MoveImage].
func (s *Service) ChangeImage(ctx context.Context, id catalog.ProductID, image string, change ImageChange) (Product, error) {
	return s.editImage(ctx, id, image, func(p *Product, i int) {
		if change.Alt != nil {
			p.Images[i].Alt = *change.Alt
		}
		if change.Position != nil {
			p.place(i, *change.Position)
		}
	})
}

// place moves the picture at i to another place, as far as there is one.
func (p *Product) place(i, to int) {
	moved := p.Images[i]
	p.Images = slices.Delete(p.Images, i, i+1)
	p.Images = slices.Insert(p.Images, min(max(to, 0), len(p.Images)), moved)
}

// MoveImage moves a picture by steps, towards the front where they are
// negative; the first one stands for the product. Errors: [ErrNoImage], and as
// [Service.Update].
func (s *Service) MoveImage(ctx context.Context, id catalog.ProductID, image string, steps int) (Product, error) {
	return s.editImage(ctx, id, image, func(p *Product, i int) { p.place(i, i+steps) })
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
