package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif" // what uploads may be
	_ "image/jpeg"
	_ "image/png"
	"io"
	"net/http"
	"os"
	"path"
	"runtime"

	"github.com/gen2brain/webp"

	"shop/modules/catalog/internal/product"
	"shop/platform/blob"
	"shop/platform/fault"
	"shop/platform/identity"
)

// MaxBytes is how large an uploaded or fetched picture may be.
const MaxBytes = 12 << 20

// The bounds of a picture, in pixels.
const (
	maxSide   = 12_000
	maxPixels = 50_000_000
)

// The errors of storing a picture.
var (
	ErrTooLarge = fault.New(fault.TooLarge, "picture-too-large", "A picture has at most 12 MB and 50 megapixels.")
	ErrFormat   = fault.New(fault.Unsupported, "picture-format", "This isn't a picture the shop can read. JPEG, PNG, GIF and WebP are fine.")
)

// Service stores pictures.
type Service struct {
	blobs *blob.Store
	// decoding bounds the memory that decoded pictures take.
	decoding chan struct{}
}

// NewService returns a service that keeps pictures in blobs.
func NewService(blobs *blob.Store) *Service {
	return &Service{blobs: blobs, decoding: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// Store reads a picture and stores its renditions. The same picture always has
// the same id and addresses. Errors: those of identity.RequireStaff,
// [ErrTooLarge], [ErrFormat].
func (s *Service) Store(ctx context.Context, r io.Reader, alt string) (product.Image, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return product.Image{}, err
	}
	data, err := readAll(r)
	if err != nil {
		return product.Image{}, err
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return product.Image{}, ErrFormat.Because(err)
	case config.Width < 1 || config.Height < 1:
		return product.Image{}, ErrFormat
	case config.Width > maxSide || config.Height > maxSide || config.Width*config.Height > maxPixels:
		return product.Image{}, ErrTooLarge
	}
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
	case <-ctx.Done():
		return product.Image{}, ctx.Err()
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return product.Image{}, ErrFormat.Because(err)
	}
	return s.render(ctx, digest(data), upright(picture, orientation(data)), alt)
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if len(data) > MaxBytes {
		return nil, ErrTooLarge
	}
	return data, nil
}

// quality is WebP's; above it files grow faster than pictures get better.
const quality = 80

// render stores picture in each width it is wide enough for.
func (s *Service) render(ctx context.Context, id string, picture image.Image, alt string) (product.Image, error) {
	size := picture.Bounds().Size()
	stored := product.Image{ID: id, Alt: alt, Widths: widths(size.X)}
	for _, width := range stored.Widths {
		height := max(1, (size.Y*width+size.X/2)/size.X)
		name := fmt.Sprintf("%s/%s-%d.webp", id[:2], id, width)
		stored.URL, stored.Width, stored.Height = "/media/"+name, width, height
		if f, err := s.blobs.Open(name); err == nil {
			if err := f.Close(); err != nil {
				return product.Image{}, err
			}
			continue
		}
		var encoded bytes.Buffer
		if err := webp.Encode(&encoded, scaled(picture, width, height), webp.Options{Quality: quality, Method: webp.DefaultMethod}); err != nil {
			return product.Image{}, fmt.Errorf("encode picture: %w", err)
		}
		if err := s.blobs.Put(ctx, name, &encoded); err != nil {
			return product.Image{}, err
		}
	}
	return stored, nil
}

// StoreSVG stores one of the project's own drawings, width by height pixels at
// its natural size. Never give it anything from outside: drawings can hold
// scripts.
func (s *Service) StoreSVG(ctx context.Context, svg []byte, alt string, width, height int) (product.Image, error) {
	id := digest(svg)
	name := fmt.Sprintf("%s/%s.svg", id[:2], id)
	if err := s.blobs.Put(ctx, name, bytes.NewReader(svg)); err != nil {
		return product.Image{}, err
	}
	return product.Image{ID: id, URL: "/media/" + name, Alt: alt, Width: width, Height: height}, nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// Open returns a stored file by the rest of its address after "/media/", and
// its media type. Errors: blob.ErrNotFound.
func (s *Service) Open(name string) (f *os.File, mediaType string, err error) {

	switch path.Ext(name) {
	case ".webp":
		mediaType = "image/webp"
	case ".svg":
		mediaType = "image/svg+xml"
	default:
		return nil, "", blob.ErrNotFound
	}
	f, err = s.blobs.Open(name)
	return f, mediaType, err
}

// Serve answers a request with a stored file. It never changes, so it may be
// kept for ever; should a drawing be opened by itself, it can do nothing.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, name string) error {
	f, mediaType, err := s.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("media: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	http.ServeContent(w, r, "", info.ModTime(), f)
	return nil
}
