// Package picture answers what a picture somebody sent looks like when it is
// drawn anew by the desk: small, and free of anything that is not a picture.
package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"backfill/model"
)

// What may be sent, and how large the result is.
const (
	MaxBytes  = 1 << 20    // of what is sent, and of what is kept
	maxPixels = 40_000_000 // of what is sent: a small file may unpack to gigabytes
	maxWidth  = 640        // of what is kept
	maxHeight = 240
)

// What is wrong with a picture, in words for who sent it.
const (
	tooLarge  = "Send a picture of at most 1 MiB."
	noPicture = "Send a PNG or a JPEG picture."
	tooMany   = "Send a picture of at most 40 megapixels."
)

func wrong(what string) error { return model.Problems{"logo": what} }

// Picture is one that the desk drew.
type Picture struct {
	Type          string // image/png or image/jpeg
	Bytes         []byte
	Width, Height int
}

// Read reads a PNG or JPEG picture and draws it anew, so that only its pixels
// are kept: no place, no camera, nothing hidden behind the end. A large one
// becomes smaller. One that will not do is a Problem of the field logo.
func Read(raw []byte) (Picture, error) {
	if len(raw) > MaxBytes {
		return Picture{}, wrong(tooLarge)
	}
	head, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || format != "png" && format != "jpeg" {
		return Picture{}, wrong(noPicture)
	}
	if head.Width <= 0 || head.Height <= 0 || head.Width > maxPixels/head.Height {
		return Picture{}, wrong(tooMany)
	}
	read, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return Picture{}, wrong(noPicture)
	}
	return encode(shrink(read), format)
}

func encode(drawn image.Image, format string) (Picture, error) {
	var b bytes.Buffer
	p := Picture{Type: "image/" + format, Width: drawn.Bounds().Dx(), Height: drawn.Bounds().Dy()}
	var err error
	if format == "png" {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, drawn)
	} else {
		err = jpeg.Encode(&b, drawn, &jpeg.Options{Quality: 90})
	}
	if err == nil && b.Len() > MaxBytes {
		err = wrong(tooLarge)
	}
	p.Bytes = b.Bytes()
	return p, err
}

// shrink draws a picture smaller by a whole factor until it fits, each pixel the
// mean of those it stands for.
func shrink(from image.Image) image.Image {
	r := from.Bounds()
	n := max((r.Dx()+maxWidth-1)/maxWidth, (r.Dy()+maxHeight-1)/maxHeight, 1)
	to := image.NewNRGBA(image.Rect(0, 0, max(r.Dx()/n, 1), max(r.Dy()/n, 1)))
	if n == 1 {
		draw.Draw(to, to.Bounds(), from, r.Min, draw.Src)
		return to
	}
	for y := range to.Bounds().Dy() {
		for x := range to.Bounds().Dx() {
			block := image.Rect(r.Min.X+x*n, r.Min.Y+y*n, r.Min.X+(x+1)*n, r.Min.Y+(y+1)*n).Intersect(r)
			to.Set(x, y, mean(from, block))
		}
	}
	return to
}

func mean(of image.Image, block image.Rectangle) color.Color {
	var r, g, b, a, n uint64
	for y := block.Min.Y; y < block.Max.Y; y++ {
		for x := block.Min.X; x < block.Max.X; x++ {
			pr, pg, pb, pa := of.At(x, y).RGBA()
			r, g, b, a, n = r+uint64(pr), g+uint64(pg), b+uint64(pb), a+uint64(pa), n+1
		}
	}
	return color.RGBA64{uint16(r / n), uint16(g / n), uint16(b / n), uint16(a / n)}
}
