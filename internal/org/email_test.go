package org

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestParseEmail(t *testing.T) {
	for _, c := range []struct{ in, shown, key string }{
		{"jane@example.org", "jane@example.org", "jane@example.org"},
		{" Jane.Doe+x@Example.ORG\n", "Jane.Doe+x@Example.ORG", "jane.doe+x@example.org"},
		{"jane@localhost", "jane@localhost", "jane@localhost"},
		{"jane@bücher.example", "jane@bücher.example", "jane@xn--bcher-kva.example"},
		{"jane@BU\u0308CHER.example", "jane@BU\u0308CHER.example", "jane@xn--bcher-kva.example"},
		{"ZOE\u0301@example.org", "ZOE\u0301@example.org", "zoé@example.org"},
		{"ΣΊΣΥΦΟΣ@example.org", "ΣΊΣΥΦΟΣ@example.org", "σίσυφοσ@example.org"},
		{"σίσυφος@example.org", "σίσυφος@example.org", "σίσυφοσ@example.org"},
		{"straße@example.org", "straße@example.org", "straße@example.org"},
		{"иван@почта.example", "иван@почта.example", "иван@xn--80a1acny.example"},
		{"田中tanaka@example.org", "田中tanaka@example.org", "田中tanaka@example.org"},
		{"o'hara!#$%&*/=?^_`{|}~-@example.org", "o'hara!#$%&*/=?^_`{|}~-@example.org", "o'hara!#$%&*/=?^_`{|}~-@example.org"},
	} {
		got, err := ParseEmail(c.in)
		if err != nil || got.Shown != c.shown || got.Key != c.key {
			t.Errorf("ParseEmail(%q) = %q, %v", c.in, got, err)
		}
	}
}

func TestParseEmailRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"":                         `has no "@"`,
		"jane":                     `has no "@"`,
		"@example.org":             `nothing before the "@"`,
		"jane@":                    "nothing after the",
		"jane@example":             "has no dot",
		"jane@example.org.":        "ends in a dot",
		"jane@.example.org":        "empty label",
		"jane@exa_mple.org":        "not valid",
		"jane@[192.0.2.1]":         "names a machine by its number",
		"jane@192.0.2.1":           "ends in a number",
		`"jane doe"@example.org`:   "holds a blank",
		`"jane"@example.org`:       "quoted part",
		"Jane <jane@example.org>":  "more than an address",
		"<jane@example.org>":       "more than an address",
		"jane@doe@example.org":     "holds '@'",
		"jane,joe@example.org":     "more than an address",
		".jane@example.org":        "misplaced dot",
		"jane.@example.org":        "misplaced dot",
		"ja..ne@example.org":       "misplaced dot",
		"ja\x00ne@example.org":     "invisible character U+0000",
		"ja\u200bne@example.org":   "invisible character U+200B",
		"jane@exam\u00adple.org":   "invisible character U+00AD",
		"ja\u202ene@example.org":   "invisible character U+202E",
		"ja\u3164ne@example.org":   "invisible character U+3164",
		"jane\ufe0f@example.org":   "invisible character U+FE0F",
		"j\u0430ne@example.org":    "mixes scripts", // Cyrillic а
		"jane@ex\u0430mple.org":    "mixes scripts",
		"ｊane@example.org":         "look-alike",
		"\u0301jane@example.org":   "look-alike",
		"jane☃@example.org":        "holds '☃'",
		"ᏣᎳᎩ@example.org":          "rare script",
		"\xff@example.org":         "not valid UTF-8",
		"jane@xn--a.example":       "not valid",
		long("j", 65, "@e.org"):    `more than 64 octets before the "@"`,
		long("j@", 240, ".co.org"): "more than 63",
		"j@" + strings.Repeat(strings.Repeat("a", 60)+".", 4) + "exampleabc":       "longer than 253 characters",
		"jane.doe.x@" + strings.Repeat(strings.Repeat("a", 60)+".", 4) + "example": "longer than 254 octets",
	} {
		_, err := ParseEmail(in)
		if KindOf(err) != KindUsage || !strings.Contains(message(err), want) {
			t.Errorf("ParseEmail(%q): %v, want %q", in, err, want)
		}
		if e, ok := err.(*Error); ok && e.Hint == "" {
			t.Errorf("ParseEmail(%q): no hint", in)
		}
	}
}

// The dotless i must not become an i, nor must any letter leave its case orbit: who owns the look-alike address would
// receive the codes of the other.
func TestFoldRuneStaysInItsOrbit(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		f := foldRune(r)
		if f == r {
			continue
		}
		same := false
		for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
			same = same || o == f
		}
		if !same || foldRune(f) != f {
			t.Errorf("foldRune(%U) = %U, then %U", r, f, foldRune(f))
		}
	}
	if foldRune('ı') != 'ı' || foldRune('İ') != 'İ' {
		t.Error("a Turkish i was folded into the plain one")
	}
}

func long(head string, n int, tail string) string {
	return head + strings.Repeat("a", n-1) + tail
}

func FuzzParseEmail(f *testing.F) {
	for _, seed := range []string{
		"jane@example.org", " Zoe\u0301@BÜCHER.example ", "σίσυφος@example.org", "ẞ@ẞ.example", "Ⱥ@example.org", "\u0345a@example.org",
		"α\u0345@example.org", "Ǆ@example.org", "K@example.org", "µ@example.org", "j@localhost", "j@a。b.org", "ა@example.org", "Ა@example.org",
		"田中@例え.テスト", "نمونه@مثال.إختبار", "jane@xn--bcher-kva.example", "\"@\"@x", "@", "@@", "a@b@c.d", "ﾞ@x.org", "가@x.org",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseEmail(s)
		if err != nil {
			mustRefuse(t, s, err)
			return
		}
		if !utf8.ValidString(e.Key) || !norm.NFC.IsNormalString(e.Key) || len(e.Key) > maxEmail || strings.ContainsFunc(e.Shown, unseen) {
			t.Errorf("ParseEmail(%q) = %q", s, e)
		}
		for _, again := range []string{e.Shown, e.Key} {
			if back, err := ParseEmail(again); err != nil || back.Key != e.Key {
				t.Errorf("ParseEmail(%q).Key = %q, %v; of %q it was %q", again, back.Key, err, s, e.Key)
			}
		}
	})
}

// Whatever letter changes on the way to a Key: by that Key the address is known again.
func TestKeyOfEveryFoldedLetterIsStable(t *testing.T) {
	for r := rune(0x80); r <= 0x1FFFF; r++ {
		if foldRune(r) == r && norm.NFC.IsNormalString(string(r)) {
			continue
		}
		e, err := ParseEmail("a" + string(r) + "@example.org")
		if err != nil {
			e, err = ParseEmail(string(r) + "@example.org")
		}
		if err != nil {
			continue
		}
		if back, err := ParseEmail(e.Key); err != nil || back.Key != e.Key {
			t.Errorf("%U: key %q, then %q, %v", r, e.Key, back.Key, err)
		}
	}
}
