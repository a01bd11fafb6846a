package org

import (
	"slices"
	"unicode"
)

// checkScripts refuses text that mixes scripts, as look-alikes of other text do: a Cyrillic "а" among Latin letters.
// The mixtures that Japanese, Chinese and Korean are written in are fine. What belongs to every script (digits, marks)
// counts for none. Scripts outside the list are refused: hardly anybody could tell their letters from others.
func checkScripts(what, s string) error {
	var seen []*unicode.RangeTable
	for _, r := range s {
		script := scriptOf(r)
		if script == unicode.Common {
			continue
		}
		if script == nil {
			return Invalid("%s %q holds %q, a character of a rare script", what, s, r).WithHint("use a script in everyday use")
		}
		if !slices.Contains(seen, script) {
			seen = append(seen, script)
		}
	}
	if len(seen) > 1 && !mixes(seen) {
		return Invalid("%s %q mixes scripts", what, s).WithHint("retype it in one script: some letters only look alike")
	}
	return nil
}

// scriptOf finds a character's script among those in everyday use (UAX 31, table 5), Common for what belongs to every
// script, or nil. The list is walked rather than looked up in unicode.Scripts, because linking that map would cost every
// start of the program.
func scriptOf(r rune) *unicode.RangeTable {
	switch {
	case unicode.Is(unicode.Latin, r):
		return unicode.Latin
	case r <= unicode.MaxASCII, unicode.In(r, unicode.Common, unicode.Inherited):
		return unicode.Common
	}
	for _, script := range []*unicode.RangeTable{
		unicode.Arabic, unicode.Armenian, unicode.Bengali, unicode.Bopomofo, unicode.Cyrillic, unicode.Devanagari,
		unicode.Ethiopic, unicode.Georgian, unicode.Greek, unicode.Gujarati, unicode.Gurmukhi, unicode.Han,
		unicode.Hangul, unicode.Hebrew, unicode.Hiragana, unicode.Kannada, unicode.Katakana, unicode.Khmer, unicode.Lao,
		unicode.Malayalam, unicode.Myanmar, unicode.Oriya, unicode.Sinhala, unicode.Tamil, unicode.Telugu,
		unicode.Thaana, unicode.Thai, unicode.Tibetan,
	} {
		if unicode.Is(script, r) {
			return script
		}
	}
	return nil
}

// mixes says whether the scripts are written together by custom (UTS 39, "highly restrictive").
func mixes(scripts []*unicode.RangeTable) bool {
	for _, custom := range [][]*unicode.RangeTable{
		{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana},
		{unicode.Latin, unicode.Han, unicode.Bopomofo},
		{unicode.Latin, unicode.Han, unicode.Hangul},
	} {
		if !slices.ContainsFunc(scripts, func(s *unicode.RangeTable) bool { return !slices.Contains(custom, s) }) {
			return true
		}
	}
	return false
}
