package dpa

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Measures of a page in millimetres, and of letters in points.
const (
	margin   = 20.0
	indent   = 6.0
	labels   = 48.0 // the column of the labels
	textSize = 9.5
	leading  = 4.7
	family   = "go"
	maker    = "orgctl" // HTML says it, too
)

// pdf lays the document out twice, because the first page can't say how many there are before the last one is there.
func (d Document) pdf() ([]byte, []rune, error) {
	draft, err := d.layout(0)
	if err != nil {
		return nil, nil, err
	}
	page, err := d.layout(draft.PageCount())
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	err = page.Output(&out)
	return out.Bytes(), page.lacking, err
}

// paper is a PDF in the making.
type paper struct {
	*fpdf.Fpdf
	letters letters
	lacking []rune
}

func (d Document) layout(pages int) (*paper, error) {
	known, err := parseLetters(goregular.TTF)
	if err != nil {
		return nil, err
	}
	p := &paper{Fpdf: fpdf.New("P", "mm", "A4", ""), letters: known}
	// The library writes the time of day and the order of maps into the file unless it is told otherwise.
	day := time.Date(d.date.Year, d.date.Month, d.date.Day, 0, 0, 0, 0, time.UTC)
	p.SetCreationDate(day)
	p.SetModificationDate(day)
	p.SetCatalogSort(true)
	p.SetTitle(d.title, true)
	p.SetLang(d.lang)
	p.SetCreator(maker, true)
	p.SetProducer(maker, true)
	p.AddUTF8FontFromBytes(family, "", slices.Clone(goregular.TTF))
	p.AddUTF8FontFromBytes(family, "B", slices.Clone(gobold.TTF))
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, margin)
	p.SetFooterFunc(func() {
		p.SetY(-margin + leading)
		p.SetFont(family, "", 8)
		p.CellFormat(0, leading, fmt.Sprintf("%s · %s · %d / %d", d.footer, d.date, p.PageNo(), pages), "", 0, "C", false, 0, "")
	})
	p.AddPage()
	p.SetFont(family, "B", 17)
	p.MultiCell(0, 9, p.shown(d.title), "", "L", false)
	p.Ln(2)
	for _, b := range append(slices.Clip(d.blocks), d.hash) {
		p.block(b)
	}
	return p, p.Error()
}

// utf16BE is a word of ASCII as the properties of a PDF hold it.
func utf16BE(word string) string {
	b := []byte("\xfe\xff")
	for _, c := range []byte(word) {
		b = append(b, 0, c)
	}
	return string(b)
}

func (p *paper) block(b block) {
	text := p.shown(b.text)
	p.SetFont(family, "", textSize)
	switch b.kind {
	case heading:
		p.room(4 * leading) // no heading at the foot of a page
		p.Ln(2)
		p.SetFont(family, "B", 12)
		p.MultiCell(0, 7, text, "", "L", false)
	case note:
		p.MultiCell(0, leading, text, "1", "L", false)
	case item:
		p.room(2 * leading)
		p.CellFormat(indent, leading, "•", "", 0, "R", false, 0, "")
		p.MultiCell(0, leading, text, "", "L", false)
		p.Ln(0.4)
	case pair:
		p.room(leading)
		p.SetFont(family, "B", 9)
		p.CellFormat(labels, leading, p.shown(b.label), "", 0, "L", false, 0, "")
		p.SetFont(family, "", 9)
		p.MultiCell(0, leading, text, "", "L", false)
	default:
		p.MultiCell(0, leading, text, "", "L", false)
		p.Ln(1)
	}
}

// room begins a new page if less than so much is left of this one: what stands beside each other must not be torn apart.
func (p *paper) room(height float64) {
	if _, size := p.GetPageSize(); p.GetY()+height > size-margin {
		p.AddPage()
	}
}

// shown is the text as the fonts can show it. For a character that they lack stands a box, so that nothing is lost in
// silence; what belongs to such a character (a joiner, a skin tone) goes with it.
func (p *paper) shown(text string) string {
	b := &strings.Builder{}
	boxed := false
	for _, r := range text {
		has := p.letters.has(r)
		switch {
		case has:
			b.WriteRune(r)
		case !boxed || !follows(r):
			b.WriteRune('□')
			p.lack(r)
		}
		boxed = !has
	}
	return b.String()
}

func (p *paper) lack(r rune) {
	if !slices.Contains(p.lacking, r) {
		p.lacking = append(p.lacking, r)
	}
}
