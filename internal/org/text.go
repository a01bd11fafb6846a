package org

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest display name, in characters.
const maxName = 128

// ParseDisplayName checks a name that people read: 1 to 128 characters after trimming, in NFC, without characters that
// steer a terminal or turn the direction of writing. The joiners inside emoji and some scripts are kept.
func ParseDisplayName(what, s string) (string, error) {
	name := norm.NFC.String(strings.TrimSpace(s))
	if name == "" {
		return "", Invalid("the %s is empty", what).WithHint("give 1 to %d characters", maxName)
	}
	if n := utf8.RuneCountInString(name); n > maxName {
		return "", Invalid("the %s has %d characters", what, n).WithHint("at most %d", maxName)
	}
	if err := checkShown(what, name); err != nil {
		return "", err
	}
	if !strings.ContainsFunc(name, visible) {
		return "", Invalid("%s %q has nothing that can be seen", what, name).WithHint("give at least one letter or sign")
	}
	return name, nil
}

// checkShown refuses text that can't be shown safely: bytes that are not UTF-8, controls, line separators, and
// characters that turn the direction of writing, with which a name can pretend to be another.
func checkShown(what, s string) error {
	if !utf8.ValidString(s) {
		return Invalid("%s %q is not valid UTF-8", what, s).WithHint("save the input as UTF-8 and try again")
	}
	for _, r := range s {
		if unicode.IsControl(r) || steers(r) {
			return Invalid("%s %q holds the invisible character %U", what, s, r).WithHint("remove that character")
		}
	}
	return nil
}

// steers says whether the character turns the direction of writing, ends a line, or marks the order of bytes.
func steers(r rune) bool {
	return r > unicode.MaxLatin1 && (unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || r == '\uFEFF')
}

// visible says whether a character leaves ink by itself. Some letters don't: the fillers of Hangul are blank.
func visible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.M, r) && !ignorable(r)
}

// ignorable says whether a renderer shows nothing at all for the character. U+034F and the variation selectors count
// as marks and the fillers as letters, so that the category Cf alone would let them through.
func ignorable(r rune) bool {
	return r > unicode.MaxASCII && unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// NameSome lists at most few names in a sentence, and says how many more there are.
func NameSome(names []string, few int) string {
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}

// parseNote checks a text of one line that may be missing.
func parseNote(what, s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	return ParseDisplayName(what, s)
}
