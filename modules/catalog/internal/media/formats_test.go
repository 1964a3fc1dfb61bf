package media_test

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/gen2brain/webp"

	"shop/platform/identity"
)

func TestStore_takes_each_format_that_it_names(t *testing.T) {
	t.Parallel()
	s, staff := newService(t), identity.System(t.Context(), "test")
	for name, encode := range map[string]func(io.Writer, image.Image) error{
		"JPEG": func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) },
		"PNG":  png.Encode,
		"GIF":  func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) },
		"WebP": func(w io.Writer, m image.Image) error { return webp.Encode(w, m) },
	} {
		var data bytes.Buffer
		if err := encode(&data, picture(48, 32)); err != nil {
			t.Fatal(err)
		}
		stored, err := s.Store(staff, &data, "")
		if err != nil || stored.Width != 48 || stored.Height != 32 {
			t.Errorf("%s: %+v, %v", name, stored, err)
			continue
		}
		m, err := webp.Decode(get(t, s, stored.URL).Body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r, _, b, _ := m.At(8, 16).RGBA(); r < b {
			t.Errorf("%s: the left half isn't red any more", name)
		}
	}
}

// However odd its shape, a picture has no side of zero pixels and no rendition
// that is wider than itself.
func TestStore_takes_pictures_of_any_shape(t *testing.T) {
	t.Parallel()
	s, staff := newService(t), identity.System(t.Context(), "test")
	for _, size := range []image.Point{{1, 1}, {1, 3000}, {3000, 1}, {319, 10}, {320, 10}, {321, 10}, {1600, 4}, {1601, 4}} {
		var data bytes.Buffer
		if err := png.Encode(&data, image.NewGray(image.Rect(0, 0, size.X, size.Y))); err != nil {
			t.Fatal(err)
		}
		stored, err := s.Store(staff, &data, "")
		if err != nil {
			t.Errorf("%v: %v", size, err)
			continue
		}
		if stored.Width != min(size.X, 1600) || stored.Height < 1 || !strings.HasSuffix(stored.URL, ".webp") {
			t.Errorf("%v: stored %+v", size, stored)
		}
		for i, w := range stored.Widths {
			if w > size.X || i > 0 && w <= stored.Widths[i-1] {
				t.Errorf("%v: widths %v", size, stored.Widths)
			}
		}
		if last := stored.Widths[len(stored.Widths)-1]; last != stored.Width {
			t.Errorf("%v: the widest of %v is not the one shown, %d", size, stored.Widths, stored.Width)
		}
	}
}
