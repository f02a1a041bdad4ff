package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"backfill/model"
)

func paint(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.Set(x, y, color.NRGBA{200, uint8(x % 7), uint8(y % 5), 255})
		}
	}
	return m
}

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	png.Encode(&b, m)
	return b.Bytes()
}

// bomb is a small PNG that says it is 50,000 pixels wide and high.
func bomb() []byte {
	raw := asPNG(paint(1, 1))
	binary.BigEndian.PutUint32(raw[16:], 50_000)
	binary.BigEndian.PutUint32(raw[20:], 50_000)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}

func TestPicturesAreDrawnAnew(t *testing.T) {
	var j, g bytes.Buffer
	jpeg.Encode(&j, paint(300, 90), nil)
	gif.Encode(&g, paint(3, 3), nil)
	for _, tt := range []struct {
		name string
		raw  []byte
		want string
		typ  string
		w, h int
	}{
		{"a small PNG stays as large", asPNG(paint(120, 40)), "", "image/png", 120, 40},
		{"a JPEG stays one", j.Bytes(), "", "image/jpeg", 300, 90},
		{"a large one becomes smaller by a whole factor", asPNG(paint(1300, 400)), "", "image/png", 433, 133},
		{"a tall one too", asPNG(paint(10, 1000)), "", "image/png", 2, 200},
		{"a GIF", g.Bytes(), noPicture, "", 0, 0},
		{"no picture", []byte("<svg onload='x'>"), noPicture, "", 0, 0},
		{"half a picture", asPNG(paint(120, 40))[:60], noPicture, "", 0, 0},
		{"nothing", nil, noPicture, "", 0, 0},
		{"more than it unpacks to", bomb(), tooMany, "", 0, 0},
		{"a large file", append(asPNG(paint(4, 4)), make([]byte, MaxBytes)...), tooLarge, "", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Read(tt.raw)
			said := ""
			if problems, ok := errors.AsType[model.Problems](err); ok {
				said = problems["logo"]
			}
			if said != tt.want || (err == nil) != (tt.want == "") || p.Type != tt.typ || p.Width != tt.w || p.Height != tt.h {
				t.Fatalf("got %s %dx%d, %v", p.Type, p.Width, p.Height, err)
			}
			if err != nil {
				return
			}
			read, err := Read(p.Bytes)
			if err != nil || read.Width != tt.w {
				t.Errorf("what it drew does not read: %v", err)
			}
		})
	}
}

func TestNothingIsHiddenBehindAPicture(t *testing.T) {
	secret := []byte("<script>alert(1)</script> 52.5N 13.4E")
	p, err := Read(append(asPNG(paint(20, 20)), secret...))
	if err != nil || bytes.Contains(p.Bytes, secret) {
		t.Errorf("kept %d bytes, %v", len(p.Bytes), err)
	}
}
