package transfer

import (
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"sync"

	"shop/modules/catalog/internal/drawing"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/product"
)

// fetchers is how many pictures are fetched at once.
const fetchers = 8

// gallery fetches the pictures of an import ahead of the products that need
// them, each once.
type gallery struct {
	service *Service
	fetcher *media.Fetcher
	wanted  map[string]*fetched
}

// fetched is a picture that is there once done is closed.
type fetched struct {
	done  chan struct{}
	image product.Image
	err   error
}

// newGallery starts to fetch what the drafts need and their products don't
// have. stop ends that, and waits until it has ended.
func newGallery(ctx context.Context, s *Service, drafts []*draft, existing []product.Product) (g *gallery, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	g = &gallery{service: s, fetcher: s.fetcher(), wanted: map[string]*fetched{}}
	var sources []string
	for i, d := range drafts {
		for _, p := range d.images {
			if image, has := s.imageOf(existing[i], p.source); has && !image.Placeholder || g.wanted[p.source] != nil {
				continue
			}
			g.wanted[p.source] = &fetched{done: make(chan struct{})}
			sources = append(sources, p.source)
		}
	}
	queue := make(chan string)
	var workers sync.WaitGroup
	for range min(fetchers, len(sources)) {
		workers.Go(func() {
			for source := range queue {
				f := g.wanted[source]
				f.image, f.err = g.fetch(ctx, source)
				close(f.done)
			}
		})
	}
	workers.Go(func() {
		defer close(queue)
		for _, source := range sources {
			select {
			case queue <- source:
			case <-ctx.Done():
				return
			}
		}
	})
	return g, func() {
		cancel()
		workers.Wait()
		g.fetcher.Close()
	}
}

func (g *gallery) fetch(ctx context.Context, source string) (product.Image, error) {
	data, err := g.fetcher.Fetch(ctx, source)
	if err != nil {
		return product.Image{}, err
	}
	image, err := g.service.media.Store(ctx, bytes.NewReader(data), "")
	image.Source = source
	return image, err
}

// imageOf returns the product's image that came from source, or that source
// addresses.
func (s *Service) imageOf(p product.Product, source string) (product.Image, bool) {
	i := slices.IndexFunc(p.Images, func(x product.Image) bool { return s.isSource(x, source) })
	if i < 0 {
		return product.Image{}, false
	}
	return p.Images[i], true
}

func (s *Service) isSource(image product.Image, source string) bool {
	return image.Source == source || image.Source == "" && strings.TrimPrefix(source, s.baseURL) == image.URL
}

// pictures sets c's images to those of the draft. One that can't be fetched is
// drawn, and tried again by the next import.
func (r *run) pictures(ctx context.Context, d *draft, existing product.Product, c *product.Content) error {
	if !d.first.table.has(colImage) && !d.first.table.has(colVariantImage) {
		return nil
	}
	c.Images = nil
	for _, p := range d.images {
		image, has := r.imageOf(existing, p.source)
		if !r.opts.DryRun && (!has || image.Placeholder) {
			var err error
			if image, err = r.fetched(ctx, d, p, c.Name); err != nil {
				return err
			}
		} else if !has {
			continue
		}
		if d.first.table.has(colImageAlt) {
			image.Alt = strings.Join(strings.Fields(p.alt), " ")
		}
		if _, twice := c.Image(image.ID); !twice {
			c.Images = append(c.Images, image)
		}
	}
	return nil
}

// fetched waits for the picture, or draws one in its place.
func (r *run) fetched(ctx context.Context, d *draft, p picture, name string) (product.Image, error) {
	f := r.images.wanted[p.source]
	select {
	case <-f.done:
	case <-ctx.Done():
		return product.Image{}, ctx.Err()
	}
	if f.err == nil {
		return f.image, nil
	}
	r.problem(p.line, d, false, fmt.Sprintf("The picture %s could not be fetched (%v); one was drawn in its place.", p.source, f.err))
	image, err := r.media.StoreSVG(ctx, drawing.Placeholder(name), "", drawing.Width, drawing.Height)
	// Two placeholders of one product look the same, yet are two pictures.
	image.ID += fmt.Sprintf("-%08x", crc32.ChecksumIEEE([]byte(p.source)))
	image.Source, image.Placeholder = p.source, true
	return image, err
}
