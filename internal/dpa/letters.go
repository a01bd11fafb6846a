package dpa

import (
	"unicode"

	"golang.org/x/image/font/sfnt"
)

// letters are the characters that a font has. The bold one has the same as the regular one, which a test compares.
type letters struct {
	font *sfnt.Font
	buf  *sfnt.Buffer
}

func parseLetters(ttf []byte) (letters, error) {
	font, err := sfnt.Parse(ttf)
	return letters{font, &sfnt.Buffer{}}, err
}

func (l letters) has(r rune) bool {
	if r > 0xffff { // the PDF library knows no characters beyond
		return false
	}
	glyph, err := l.font.GlyphIndex(l.buf, r)
	return err == nil && glyph != 0
}

// follows says whether the character changes how the one before it looks.
func follows(r rune) bool {
	return unicode.In(r, unicode.M, unicode.Cf, unicode.Variation_Selector) || r >= 0x1f3fb && r <= 0x1f3ff
}
