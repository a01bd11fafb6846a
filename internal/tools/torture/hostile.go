package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hostile is a text that somebody might type to make it act on whatever reads it.
func hostile(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(3) {
		b.WriteString(fragment(r))
		if r.IntN(3) == 0 {
			b.WriteString(pick(r, " ", "a", "ö", ",", ";", "\"", "'", "\\"))
		}
	}
	return b.String()
}

func fragment(r *rand.Rand) string {
	switch r.IntN(12) {
	case 0: // steers a terminal
		return pick(r, "\x1b[31m", "\x1b]0;title\x07", "\x1b]52;c;ZWNobyBo\x07", "\x1b[2J\x1b[H", "\x9b1m", "\x08\x08\x08", "\x7f", "\r", "\n", "\t", "\x1bP1$r\x1b\\", "\x0e")
	case 1: // turns the direction of writing, or hides
		return pick(r, "\u202egpj.exe", "\u2066x\u2069", "\u200f", "\u061c", "\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad", "\U000e0041", "\ufe0f", "\u3164", "\u2028", "\u2029", "\u034f")
	case 2: // calculates
		return pick(r, "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "-2.50", "=HYPERLINK(\"http://example.org\")", "|calc", "%0A=1")
	case 3: // is SQL
		return pick(r, "'; DROP TABLE users; --", "\" OR 1=1 --", "x' UNION SELECT password FROM users --", "%", "_", "') ON CONFLICT", "?1", "$1", ":a")
	case 4: // is a shell's
		return pick(r, "$(id)", "`id`", "; rm -rf ~", "|| true", "&& id", "${HOME}", "~root", "*", ">file", "$'\\x1b'", "!!", "-rf", "--yes", "-o json")
	case 5: // is a path
		return pick(r, "../../etc/passwd", "/etc/passwd", "..\\..\\x", "C:\\x", "CON", "file:///etc/passwd", ".", "..", "a/b", "//host/share")
	case 6: // is a header or a page
		return pick(r, "x\r\nBcc: eve@example.org", "\r\n\r\n<html>", "=?utf-8?q?x?=", "<script>alert(1)</script>", "&amp;", "%0d%0aX: y", "{{.}}", "{{", "%s%n%d", "%!x(MISSING)")
	case 7: // breaks what is written between quotes or by indentation
		return pick(r, "\"", "\"\"", ",", ";", "\\", "\\\\n", "\\u001b", "\\x1b", "'", "- a", "a: b", "# x", "!!binary x", "&a", "*a", "|", ">", "null", "~", "yes", "0x1f", "1e5", "2026-01-01", "[", "{", "]", "}", "%YAML")
	case 8: // is no text
		return pick(r, "\xff", "\xc3\x28", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "\xc0\xaf", "a\x80", "\xe2\x82")
	case 9: // is long
		return strings.Repeat(pick(r, "x", "é", "=", "😀", "\u0301", "\""), []int{60, 127, 128, 129, 4096, 70000}[r.IntN(6)])
	case 10: // is people's own
		return pick(r, "👩‍👩‍👧‍👦", "🇨🇭", "漢字", "한글", "z͑ͫa̴̋l̡͘go", "Zoë", "Zoe\u0308", "ﷺ", "İstanbul", "ẞ", "𝕬", "شكرا", "עברית", "ไทย", "👍🏽", "ﬁ", "Ⅷ")
	}
	return string(rune(r.IntN(unicode.MaxRune))) // anything
}

// acting names the first character of a text that would act on a terminal or hide in it; empty: none does. Lines and the
// tabs between columns are the program's own.
func acting(text string) string {
	for i, c := range text {
		switch {
		case c == '\n' || c == '\t':
		case c == utf8.RuneError && !utf8.ValidString(text[i:min(i+3, len(text))]) && !strings.HasPrefix(text[i:], "\ufffd"):
			return fmt.Sprintf("a byte %#x that is no text", text[i])
		case unicode.IsControl(c), c > unicode.MaxLatin1 && unicode.In(c, unicode.Bidi_Control, unicode.Zl, unicode.Zp), c == '\ufeff', c == '\u200b':
			return fmt.Sprintf("%U in %q", c, text[max(0, i-20):min(len(text), i+20)])
		}
	}
	return ""
}
