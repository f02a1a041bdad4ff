package papers

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// The sheet is A4; all lengths are millimetres.
const (
	margin    = 18.0
	width     = 210 - 2*margin
	bottom    = 297 - 22.0
	lineHigh  = 4.6
	allPages  = "{nb}" // replaced by their number when the document is complete
	paperFont = "Go"
)

// columns are how wide a line's parts are; the product takes what is left.
var columns = [6]float64{11, width - 11 - 24 - 20 - 24 - 44, 24, 20, 24, 44}

// aligned is how each stands in its column.
const aligned = "LLRRRL"

// sheet is a document being drawn.
type sheet struct {
	*fpdf.Fpdf
	c Confirmation
}

// PDF writes the confirmation as a PDF with its fonts inside: the same words as
// the page, the columns' heads on every sheet, "Page 1 of 3" at its foot. The
// same confirmation gives the same bytes.
func (c Confirmation) PDF(w io.Writer) error {
	s := sheet{fpdf.New("P", "mm", "A4", ""), c}
	s.AddUTF8FontFromBytes(paperFont, "", goregular.TTF)
	s.AddUTF8FontFromBytes(paperFont, "B", gobold.TTF)
	s.SetCreationDate(c.Made.Std())
	s.SetModificationDate(c.Made.Std())
	s.SetCatalogSort(true)
	s.SetTitle(c.Title, true)
	s.SetAuthor(c.Company.Name, true)
	s.SetLang(c.Lang)
	s.SetMargins(margin, margin, margin)
	s.SetAutoPageBreak(false, 0)
	s.AliasNbPages(allPages)
	s.SetFooterFunc(s.foot)
	s.AddPage()
	s.letterhead()
	if s.Err() { // no more can be drawn
		return s.Error()
	}
	s.facts()
	s.head()
	for _, r := range c.Rows {
		s.row(r)
	}
	s.total()
	s.notes()
	return s.Output(w)
}

func (s sheet) font(style string, size float64) { s.SetFont(paperFont, style, size) }

func (s sheet) foot() {
	s.SetY(297 - 14)
	s.font("", 8)
	s.CellFormat(width/2, lineHigh, s.c.Company.Name+"  ·  "+s.c.Title, "", 0, "L", false, 0, "")
	s.CellFormat(width/2, lineHigh, s.c.page(strconv.Itoa(s.PageNo()), allPages), "", 0, "R", false, 0, "")
}

func (s sheet) letterhead() {
	s.logo()
	s.font("B", 11)
	s.CellFormat(width, 6, s.c.Company.Name, "", 1, "L", false, 0, "")
	s.Ln(8)
	s.font("B", 17)
	s.MultiCell(width, 8, s.c.Title, "", "L", false)
	s.Ln(4)
}

// The logo stands in this space, never larger than a screen shows it.
const (
	logoWide  = 60.0
	logoHigh  = 20.0
	screenDPI = 96
)

func (s sheet) logo() {
	picture := s.c.Company.Picture
	if len(picture) == 0 {
		return
	}
	kind := fpdf.ImageOptions{ImageType: strings.TrimPrefix(http.DetectContentType(picture), "image/")}
	img := s.RegisterImageOptionsReader("logo", kind, bytes.NewReader(picture))
	if s.Err() {
		return
	}
	img.SetDpi(screenDPI)
	scale := min(logoWide/img.Width(), logoHigh/img.Height(), 1)
	s.ImageOptions("logo", margin, s.GetY(), img.Width()*scale, img.Height()*scale, true, kind, 0, "")
	s.Ln(4)
}

func (s sheet) facts() {
	for _, f := range s.c.Facts {
		s.font("", 9)
		s.CellFormat(42, lineHigh, f.Name, "", 0, "L", false, 0, "")
		s.font("B", 9)
		s.MultiCell(width-42, lineHigh, f.Value, "", "L", false)
	}
	s.Ln(5)
}

// head draws the columns' heads, at the top of every sheet.
func (s sheet) head() {
	s.font("B", 8)
	for i, text := range s.c.Head {
		s.CellFormat(columns[i], 6, text, "B", 0, string(aligned[i]), false, 0, "")
	}
	s.Ln(7)
}

// row draws one line whole on one sheet, or the next.
func (s sheet) row(r Row) {
	s.font("", 8.5)
	cells := [6]string{r.No, r.SKU + "\n" + r.Product, r.Qty, r.Price, r.Amount, r.When}
	high := 1
	for i, text := range cells {
		high = max(high, s.lines(text, columns[i]))
	}
	s.room(float64(high)*lineHigh + 2)
	s.font("", 8.5)
	top := s.GetY()
	left := margin
	for i, text := range cells {
		s.SetXY(left, top)
		s.MultiCell(columns[i], lineHigh, text, "", string(aligned[i]), false)
		left += columns[i]
	}
	s.SetXY(margin, top+float64(high)*lineHigh+2)
}

// lines is how many lines a text takes in a column.
func (s sheet) lines(text string, wide float64) int {
	return len(s.SplitText(text, wide))
}

// room starts a new sheet, with the columns' heads, where less than high is left.
func (s sheet) room(high float64) {
	if s.GetY()+high <= bottom {
		return
	}
	s.AddPage()
	s.head()
}

func (s sheet) total() {
	s.room(10)
	s.font("B", 9)
	left := columns[0] + columns[1] + columns[2] + columns[3]
	s.CellFormat(left, 7, s.c.Total.Name, "T", 0, "L", false, 0, "")
	s.CellFormat(columns[4], 7, s.c.Total.Value, "T", 0, "R", false, 0, "")
	s.CellFormat(columns[5], 7, "", "T", 1, "L", false, 0, "")
	s.Ln(4)
}

func (s sheet) notes() {
	s.font("", 9)
	for _, n := range s.c.Notes {
		s.room(float64(s.lines(n, width)) * lineHigh)
		s.font("", 9)
		s.MultiCell(width, lineHigh, n, "", "L", false)
		s.Ln(1)
	}
}
