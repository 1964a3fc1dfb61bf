package media

import (
	"encoding/binary"
	"image"

	"golang.org/x/image/draw"
)

// ladder are the widths of renditions, in pixels.
var ladder = []int{320, 640, 1024, 1600}

// widths returns the widths a picture is rendered in, ascending: those of the
// ladder it is wide enough for, and its own where it is between two of them.
func widths(own int) []int {
	var list []int
	for _, w := range ladder {
		if w < own {
			list = append(list, w)
		}
	}
	if last := ladder[len(ladder)-1]; own <= last {
		list = append(list, own)
	}
	return list
}

func scaled(picture image.Image, width, height int) image.Image {
	to := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(to, to.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return to
}

// upright turns a picture by its EXIF orientation, 1 to 8.
func upright(picture image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return picture
	}
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	turned := orientation >= 5
	to := image.NewNRGBA(image.Rect(0, 0, w, h))
	if turned {
		to = image.NewNRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			to.Set(tx, ty, picture.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return to
}

// orientation returns how a JPEG says it must be turned: 1, as it is, where it
// doesn't say or isn't one.
func orientation(data []byte) int {
	tiff := exif(data)
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 1
	}
	entries := int(order.Uint16(tiff[at:]))
	for i := range entries {
		e := at + 2 + 12*i
		if e+12 > len(tiff) {
			return 1
		}
		const tagOrientation = 0x0112
		if order.Uint16(tiff[e:]) == tagOrientation {
			return int(order.Uint16(tiff[e+8:]))
		}
	}
	return 1
}

// exif returns the TIFF block in a JPEG's APP1 segment.
func exif(data []byte) []byte {
	if len(data) < 4 || data[0] != 0xff || data[1] != 0xd8 {
		return nil
	}
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		end := at + 2 + size
		if size < 2 || end > len(data) || marker == 0xda {
			return nil
		}
		if body := data[at+4 : end]; marker == 0xe1 && len(body) > 6 && string(body[:6]) == "Exif\x00\x00" {
			return body[6:]
		}
		at = end
	}
	return nil
}
