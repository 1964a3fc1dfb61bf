package media

import (
	"bytes"
	"testing"
)

// FuzzOrientation feeds what cameras never wrote: whatever the bytes say, an
// answer comes, and it is one that upright takes or leaves.
func FuzzOrientation(f *testing.F) {
	header := []byte{0xff, 0xd8, 0xff, 0xe1, 0, 34}
	for _, tiff := range []string{
		"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00",
		"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00",
		"MM\x00*\xff\xff\xff\xff", "II*\x00\x00\x00\x00\x00", "MM\x00*\x00\x00\x00\x08\xff\xff",
	} {
		f.Add(append(bytes.Clone(header), append([]byte("Exif\x00\x00"), tiff...)...))
	}
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 0})
	f.Add([]byte{0xff, 0xd8, 0xff, 0xda, 0, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := orientation(data); o < 0 || o > 0xffff {
			t.Errorf("orientation %d", o)
		}
		if len(data) > 0 && data[0] != 0xff && orientation(data) != 1 {
			t.Error("what is no JPEG is turned")
		}
	})
}

func TestOrientation_reads_both_byte_orders(t *testing.T) {
	t.Parallel()
	for name, tiff := range map[string]string{
		"big":    "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00",
		"little": "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00",
	} {
		data := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(2 + 6 + len(tiff))}, append([]byte("Exif\x00\x00"), tiff...)...)
		if got := orientation(data); got != 6 {
			t.Errorf("%s end first: orientation %d, want 6", name, got)
		}
		for end := range data {
			if got := orientation(data[:end]); got != 1 {
				t.Errorf("%s end first, cut at %d: orientation %d", name, end, got)
			}
		}
	}
}
