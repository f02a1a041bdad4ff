package people

import (
	"strconv"
	"strings"

	"backfill/model"

	"github.com/boombuler/barcode/qr"
)

// CodeForm is the second step of log-in, and why a code was not enough.
type CodeForm struct {
	Problems  model.Problems
	Throttled string // how long to wait, as a sentence; "" while one may try
}

// SecondFactorPage is how one's own second factor stands.
type SecondFactorPage struct {
	On       bool
	Codes    int    // recovery codes left
	Secret   string // begun and not confirmed: what is typed into an app; "" otherwise
	Address  string // the same for a picture
	Code     string // as it was typed
	Problems model.Problems
	RID      string
}

// picture is a QR code as the path of an SVG, with the number of squares on a
// side; around it are four squares of light.
type picture struct {
	path string
	size int
}

func (p picture) viewBox() string {
	n := strconv.Itoa(p.size + 8)
	return "-4 -4 " + n + " " + n
}

// drawQR draws a text; ok is false for one too long for any picture.
func drawQR(text string) (p picture, ok bool) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return p, false
	}
	size := code.Bounds().Dx()
	var b strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			run := 0
			for ; x+run < size; run++ {
				if r, _, _, _ := code.At(x+run, y).RGBA(); r > 0 {
					break
				}
			}
			if run > 0 {
				b.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h" + strconv.Itoa(run) + "v1h-" + strconv.Itoa(run) + "z")
				x += run
			}
		}
	}
	return picture{b.String(), size}, true
}
