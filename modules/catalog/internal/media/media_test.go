package media_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gen2brain/webp"

	"shop/modules/catalog/internal/media"
	"shop/platform/blob"
	"shop/platform/fault"
	"shop/platform/identity"
)

func newService(t *testing.T) *media.Service {
	t.Helper()
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	return media.NewService(blobs)
}

// picture is red on its left half and blue on its right.
func picture(width, height int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if x < width/2 {
				m.Set(x, y, color.RGBA{R: 255, A: 255})
			} else {
				m.Set(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	return m
}

func jpegOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func get(t *testing.T, s *media.Service, url string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	if err := s.Serve(w, httptest.NewRequest(http.MethodGet, url, nil), strings.TrimPrefix(url, "/media/")); err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return w.Result()
}

func TestStore_renders_the_widths_a_picture_is_wide_enough_for(t *testing.T) {
	t.Parallel()
	s, staff := newService(t), identity.System(t.Context(), "test")
	stored, err := s.Store(staff, bytes.NewReader(jpegOf(t, picture(800, 1000))), "A flag")
	if err != nil {
		t.Fatal(err)
	}
	if stored.Width != 800 || stored.Height != 1000 || stored.Alt != "A flag" {
		t.Errorf("stored %+v", stored)
	}
	for _, want := range []string{"-320.webp 320w, ", "-640.webp 640w, ", "-800.webp 800w"} {
		if !strings.Contains(stored.SrcSet(), want) {
			t.Errorf("srcset %q has not %q", stored.SrcSet(), want)
		}
	}
	response := get(t, s, strings.Replace(stored.URL, "-800.webp", "-320.webp", 1))
	if h := response.Header; h.Get("Content-Type") != "image/webp" || !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("header %v", h)
	}
	small, err := webp.Decode(response.Body)
	if err != nil || small.Bounds().Dx() != 320 || small.Bounds().Dy() != 400 {
		t.Errorf("rendition %v, %v", small, err)
	}
	again, err := s.Store(staff, bytes.NewReader(jpegOf(t, picture(800, 1000))), "A flag")
	if err != nil || again.ID != stored.ID || again.URL != stored.URL {
		t.Errorf("the same picture is %q and %q, %v", stored.URL, again.URL, err)
	}
}

// turned puts an EXIF orientation into a JPEG.
func turned(data []byte, orientation byte) []byte {
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	exif = append(exif, orientation, 0, 0, 0, 0, 0, 0)
	segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return append(append([]byte{0xff, 0xd8}, segment...), data[2:]...)
}

func TestStore_turns_pictures_upright_as_cameras_say(t *testing.T) {
	t.Parallel()
	s, staff := newService(t), identity.System(t.Context(), "test")
	flat := jpegOf(t, picture(60, 40))
	for orientation, want := range map[byte]struct {
		width, redX, redY int
	}{
		1: {60, 5, 20}, 2: {60, 55, 20}, 3: {60, 55, 20}, 4: {60, 5, 20},
		5: {40, 20, 5}, 6: {40, 20, 5}, 7: {40, 20, 55}, 8: {40, 20, 55}, 9: {60, 5, 20},
	} {
		stored, err := s.Store(staff, bytes.NewReader(turned(flat, orientation)), "")
		if err != nil {
			t.Fatalf("orientation %d: %v", orientation, err)
		}
		m, err := webp.Decode(get(t, s, stored.URL).Body)
		if err != nil {
			t.Fatal(err)
		}
		if r, _, b, _ := m.At(want.redX, want.redY).RGBA(); stored.Width != want.width || r < b {
			t.Errorf("orientation %d: %d wide, and not red where it should be", orientation, stored.Width)
		}
	}
}

func TestStore_refuses(t *testing.T) {
	t.Parallel()
	s, staff := newService(t), identity.System(t.Context(), "test")
	var small bytes.Buffer
	if err := png.Encode(&small, picture(4, 4)); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"drawings, which may hold scripts":    {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), media.ErrFormat},
		"pages":                               {[]byte("<!doctype html><title>x</title>"), media.ErrFormat},
		"nothing":                             {nil, media.ErrFormat},
		"pictures that end too early":         {small.Bytes()[:40], media.ErrFormat},
		"files that are too large":            {make([]byte, media.MaxBytes+1), media.ErrTooLarge},
		"small files that unpack to gigantic": {claiming(small.Bytes(), 50_000, 50_000), media.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Store(staff, bytes.NewReader(tc.data), ""); !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
		})
	}
	t.Run("strangers", func(t *testing.T) {
		if _, err := s.Store(t.Context(), bytes.NewReader(small.Bytes()), ""); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("error %v", err)
		}
	})
}

// claiming returns the PNG with other dimensions in its header.
func claiming(data []byte, width, height uint32) []byte {
	data = bytes.Clone(data)
	binary.BigEndian.PutUint32(data[16:], width)
	binary.BigEndian.PutUint32(data[20:], height)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestStoreSVG_is_served_so_that_it_can_do_nothing(t *testing.T) {
	t.Parallel()
	s := newService(t)
	stored, err := s.StoreSVG(t.Context(), []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "A drawing", 400, 500)
	if err != nil || stored.SrcSet() != "" || stored.Width != 400 {
		t.Fatalf("stored %+v, %v", stored, err)
	}
	h := get(t, s, stored.URL).Header
	if h.Get("Content-Type") != "image/svg+xml" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("header %v", h)
	}
}

func TestServe_knows_pictures_only(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, name := range []string{"", "nothing.webp", "../secret.webp", "ab/x.html", ".hidden.svg"} {
		err := s.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/media/x", nil), name)
		if !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
