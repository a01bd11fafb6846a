package export

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"orgctl/internal/org"
)

// Neutralise makes a text harmless that a spreadsheet would run: it gets one apostrophe in front, which Restore takes away.
// Texts that begin with an apostrophe themselves get one, too, so that the way back is always clear.
func Neutralise(s string) string {
	if runs(s) {
		return "'" + s
	}
	return s
}

// Restore undoes Neutralise: it takes exactly one apostrophe away.
func Restore(s string) string { return strings.TrimPrefix(s, "'") }

// runs says whether a cell begins, after blanks and byte order marks, with what a spreadsheet takes for the start of a
// formula or passes over before one. The wide forms are those of Japanese keyboards.
func runs(s string) bool {
	if s == "" || 'a' <= s[0]|0x20 && s[0]|0x20 <= 'z' {
		return false // nearly all of them
	}
	for _, r := range s {
		switch r {
		case '=', '+', '-', '@', '\'', '\t', '\r', '\n', 0, '＝', '＋', '－', '＠':
			return true
		case '\ufeff':
		default:
			if !unicode.IsSpace(r) {
				return false
			}
		}
	}
	return false
}

// layout is how cells are written.
type layout struct {
	separator byte
	decimal   byte
	raw       bool
}

func layoutOf(d Dialect, raw bool) layout {
	l := layout{separator: d.separator(), decimal: '.', raw: raw}
	if d == ExcelFR {
		l.decimal = ','
	}
	return l
}

// text appends a cell of text, neutralised unless it is raw, and quoted where it must be.
func (l layout) text(buf []byte, s string) []byte {
	if !l.raw {
		s = Neutralise(s)
	}
	if !l.quoted(s) {
		return append(buf, s...)
	}
	buf = append(buf, '"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return append(append(buf, s...), '"')
		}
		buf = append(append(buf, s[:i+1]...), '"')
		s = s[i+1:]
	}
}

// quoted says whether a cell needs quotes: also where blanks at its ends would get lost.
func (l layout) quoted(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) { // letters are behind all of them
		if c := s[i]; c <= ';' && (c == l.separator || c == '"' || c == '\r' || c == '\n') {
			return true
		}
	}
	if last := s[len(s)-1]; s[0] > ' ' && s[0] < utf8.RuneSelf && last > ' ' && last < utf8.RuneSelf {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(first) || unicode.IsSpace(last)
}

// number appends hundredths as a decimal number. Numbers are never quoted or neutralised.
func (l layout) number(buf []byte, hundredths int64) []byte {
	n := uint64(hundredths)
	if hundredths < 0 {
		buf, n = append(buf, '-'), -n
	}
	buf = strconv.AppendUint(buf, n/100, 10)
	return append(buf, l.decimal, byte('0'+n/10%10), byte('0'+n%10))
}

func (l layout) money(buf []byte, m *org.Money) []byte {
	if m == nil {
		return buf
	}
	return l.number(buf, m.Minor)
}

// percent appends the shortest exact number.
func (l layout) percent(buf []byte, p *org.Percent) []byte {
	if p == nil {
		return buf
	}
	buf = l.number(buf, int64(*p))
	for buf[len(buf)-1] == '0' {
		buf = buf[:len(buf)-1]
	}
	if buf[len(buf)-1] == l.decimal {
		buf = buf[:len(buf)-1]
	}
	return buf
}

func (layout) date(buf []byte, d org.Date) []byte {
	if d.IsZero() {
		return buf
	}
	month := int(d.Month)
	return append(buf, digit(d.Year/1000), digit(d.Year/100), digit(d.Year/10), digit(d.Year), '-', digit(month/10), digit(month), '-', digit(d.Day/10), digit(d.Day))
}

// digit is the last one of a number.
func digit(n int) byte { return byte('0' + n%10) }
