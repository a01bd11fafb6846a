package term

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Clean makes everything in s visible that would act on a terminal or hide in it: control characters (newline and tab
// too), direction marks, zero-width and other invisible characters, and bytes that are no UTF-8. They appear as escapes
// in the way of Go source: \x1b, \n, \u202e, \U000e0041, and \x80 for a stray byte. All else stays, also the invisible
// joiners without which an emoji or a Han variant falls apart. Cleaning twice is cleaning once. It is for eyes, not for
// machines: a backslash stays one, so the result can't be turned back.
func Clean(s string) string {
	if printableASCII(s, "") {
		return s
	}
	return string(appendVisible(make([]byte, 0, len(s)+16), s, "", goEscape))
}

// cleanText is Clean for text with lines: newlines and tabs stay.
func cleanText(s string) string {
	if printableASCII(s, "\n\t") {
		return s
	}
	return string(appendVisible(make([]byte, 0, len(s)+16), s, "\n\t", goEscape))
}

func printableASCII[T string | []byte](s T, keep string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || c < ' ' && strings.IndexByte(keep, c) < 0 {
			return false
		}
	}
	return true
}

// appendVisible appends s to dst and lets escape write what must not appear itself. The control characters of keep do.
func appendVisible(dst []byte, s, keep string, escape func([]byte, rune) []byte) []byte {
	var before rune // what the reader sees in front of r; 0 at the start and behind an escape
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		rest := s[i+size:]
		switch {
		case r == utf8.RuneError && size == 1:
			dst = fmt.Appendf(dst, `\x%02x`, s[i])
			before = 0
		case acts(r) && !strings.ContainsRune(keep, r) && !belongs(before, r, rest):
			dst = escape(dst, r)
			before = 0
		default:
			dst = append(dst, s[i:i+size]...)
			before = r
		}
		i += size
	}
	return dst
}

// acts reports whether r does something to a terminal or can't be seen there.
func acts(r rune) bool {
	switch {
	case r < 0x7f:
		return r < ' '
	case r < 0xa0:
		return true
	case r == '\u2028' || r == '\u2029':
		return true
	}
	// The marks that Arabic and Syriac put around numbers are of the same class as the direction marks, but visible.
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// belongs reports whether the invisible r joins what is before it to what is behind it in a way that people see: a joiner
// between two pictures, a selector behind a picture, a keycap's digit or a Han character. Anywhere else it hides something.
func belongs(before, r rune, rest string) bool {
	switch {
	case r == '\u200d':
		after, _ := utf8.DecodeRuneInString(rest)
		return (pictograph(before) || before == '\ufe0f') && pictograph(after)
	case r == '\ufe0e' || r == '\ufe0f':
		return pictograph(before) || keycap(before) && strings.HasPrefix(rest, "\u20e3")
	case r >= '\ufe00' && r <= '\ufe02', r >= 0xe0100 && r <= 0xe01ef:
		return unicode.Is(unicode.Han, before)
	}
	return false
}

// pictograph is a superset of Unicode's Extended_Pictographic, which the standard library has no table of.
func pictograph(r rune) bool {
	switch r {
	case '‼', '⁉', 'ℹ', '〰', '↔':
		return true
	case utf8.RuneError: // a symbol too, and what the end of a string decodes to
		return false
	}
	return unicode.Is(unicode.So, r) || r >= 0x1f3fb && r <= 0x1f3ff // the last are skin tones
}

func keycap(r rune) bool { return r >= '0' && r <= '9' || r == '#' || r == '*' }

func goEscape(dst []byte, r rune) []byte {
	switch {
	case r == '\n':
		return append(dst, `\n`...)
	case r == '\t':
		return append(dst, `\t`...)
	case r == '\r':
		return append(dst, `\r`...)
	case r < 0x80:
		return fmt.Appendf(dst, `\x%02x`, r)
	case r < 0x10000:
		return fmt.Appendf(dst, `\u%04x`, r)
	}
	return fmt.Appendf(dst, `\U%08x`, r)
}

// safeJSON escapes inside JSON text what Clean would make visible. All of it stands in strings there, so the text stays
// JSON and means the same.
func safeJSON(text []byte) []byte {
	return safeText(text, jsonEscape)
}

// safeYAML is safeJSON for YAML, which has eight-digit escapes instead of surrogate pairs. It relies on every string that
// is not plain ASCII being double-quoted.
func safeYAML(text []byte) []byte {
	return safeText(text, yamlEscape)
}

func safeText(text []byte, escape func([]byte, rune) []byte) []byte {
	if printableASCII(text, "\n") {
		return text
	}
	return appendVisible(make([]byte, 0, len(text)+16), string(text), "\n", escape)
}

func jsonEscape(dst []byte, r rune) []byte {
	if r < 0x10000 {
		return fmt.Appendf(dst, `\u%04x`, r)
	}
	hi, lo := utf16.EncodeRune(r)
	return fmt.Appendf(dst, `\u%04x\u%04x`, hi, lo)
}

func yamlEscape(dst []byte, r rune) []byte {
	if r < 0x10000 {
		return fmt.Appendf(dst, `\u%04x`, r)
	}
	return fmt.Appendf(dst, `\U%08x`, r)
}

// CleanLines is Clean for text of several lines, of whichever ends.
func CleanLines(s string) string { return cleanText(strings.ReplaceAll(s, "\r\n", "\n")) }
