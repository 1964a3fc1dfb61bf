package invoicepdf

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"shop/modules/orders/internal/invoice"
)

// The look: lengths in millimetres, sizes of letters in points.
const (
	family    = "go"
	margin    = 18.0
	textWidth = 210 - 2*margin
	body      = 9.0
	small     = 7.5
	// leading is the height of a line, of one point of its letters' size.
	leading = 0.49
)

// paper is a document being drawn, row by row; rows that don't fit begin a new
// page.
type paper struct {
	pdf *fpdf.Fpdf
	// foot is what each page ends with, bottom where it begins.
	foot   []string
	bottom float64
	// heading is that of the table being drawn, which a new page repeats.
	heading func()
}

func newPaper(title string, seller invoice.Seller, at time.Time) *paper {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.AddUTF8FontFromBytes(family, "", goregular.TTF)
	pdf.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	pdf.SetTitle(printable(title), true)
	pdf.SetAuthor(printable(seller.Name), true)
	pdf.SetCreationDate(at)
	pdf.SetModificationDate(at)
	pdf.SetCatalogSort(true)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AliasNbPages("{pages}")
	p := &paper{pdf: pdf, foot: lines(seller.Footer)}
	p.bottom = 297 - margin - float64(len(p.foot)+1)*small*leading
	pdf.SetFooterFunc(p.drawFoot)
	pdf.AddPage()
	return p
}

func (p *paper) drawFoot() {
	p.font(cell{size: small, grey: true})
	for i, l := range append(p.foot[:len(p.foot):len(p.foot)], "") {
		p.pdf.SetXY(margin, p.bottom+float64(i+1)*small*leading)
		p.pdf.CellFormat(textWidth-20, small*leading, printable(l), "", 0, "L", false, 0, "")
	}
	p.pdf.CellFormat(20, small*leading, fmt.Sprintf("%d/{pages}", p.pdf.PageNo()), "", 0, "R", false, 0, "")
}

// cell is text in a column. Zero size is that of the body.
type cell struct {
	width             float64
	text              string
	size              float64
	bold, grey, right bool
}

func (p *paper) font(c cell) {
	style, shade := "", 0
	if c.bold {
		style = "B"
	}
	if c.grey {
		shade = 110
	}
	p.pdf.SetFont(family, style, c.size)
	p.pdf.SetTextColor(shade, shade, shade)
}

// row draws cells beside each other; text too wide for its cell takes several
// lines.
func (p *paper) row(cells ...cell) {
	const space = 1.2
	height := 0.0
	split := make([][]string, len(cells))
	for i := range cells {
		if cells[i].size == 0 {
			cells[i].size = body
		}
		p.font(cells[i])
		split[i] = p.pdf.SplitText(printable(cells[i].text), cells[i].width)
		height = max(height, float64(len(split[i]))*cells[i].size*leading)
	}
	if p.pdf.GetY()+height > p.bottom {
		p.pdf.AddPage()
		if p.heading != nil {
			p.heading()
		}
	}
	x, y := margin, p.pdf.GetY()
	for i, c := range cells {
		p.font(c)
		side := "L"
		if c.right {
			side = "R"
		}
		for j, l := range split[i] {
			p.pdf.SetXY(x, y+float64(j)*c.size*leading)
			p.pdf.CellFormat(c.width, c.size*leading, strings.TrimSpace(l), "", 0, side, false, 0, "")
		}
		x += c.width
	}
	p.pdf.SetXY(margin, y+height+space)
}

func (p *paper) gap(height float64) { p.pdf.SetY(p.pdf.GetY() + height) }

func (p *paper) rule() {
	y := p.pdf.GetY()
	p.pdf.SetDrawColor(170, 170, 170)
	p.pdf.SetLineWidth(0.1)
	p.pdf.Line(margin, y, margin+textWidth, y)
	p.pdf.SetY(y + 1.5)
}

// table begins a table: the first column is text, the others are numbers.
func (p *paper) table(widths []float64, titles ...string) {
	p.heading = func() {
		cells := columns(widths, titles)
		for i := range cells {
			cells[i].size, cells[i].grey = small, true
		}
		p.row(cells...)
		p.rule()
	}
	p.heading()
}

func (p *paper) entry(widths []float64, texts ...string) { p.row(columns(widths, texts)...) }

func (p *paper) endTable() {
	p.heading = nil
	p.rule()
}

func columns(widths []float64, texts []string) []cell {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i] = cell{width: widths[i], text: text, right: i > 0}
	}
	return cells
}

// printable replaces what can't be drawn: control characters, and letters beyond
// the 65,536 that the format's fonts are addressed by.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case r > 0xFFFF:
			return '□'
		default:
			return r
		}
	}, s)
}
