package org

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is the longest slug or product name that is not a domain, in characters.
const maxSlug = 63

// ParseSlug checks an immutable name: 1 to 63 of a-z, 0-9, ".", "_" and "-", beginning with a letter or digit. Nothing
// is corrected silently, since a slug can't be changed later; the hint proposes the corrected one.
func ParseSlug(what, s string) (string, error) {
	if isSlug(s) {
		return s, nil
	}
	const rule = "1 to 63 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit"
	if near := slugOf(s); near != "" {
		return "", Invalid("%s %q is not valid", what, s).WithHint("did you mean %s? %s", near, rule)
	}
	return "", Invalid("%s %q is not valid", what, s).WithHint("%s", rule)
}

// SlugFrom makes a slug from a name that people read: in lower case, without accents, with hyphens for all the rest.
// A name of which nothing is left, in Chinese for instance, gets a slug that is arbitrary but always the same.
func SlugFrom(name string) string {
	if slug := slugOf(name); slug != "" {
		return slug
	}
	h := fnv.New32a()
	h.Write([]byte(norm.NFC.String(strings.TrimSpace(name))))
	return fmt.Sprintf("name-%08x", h.Sum32())
}

func isSlug(s string) bool {
	if s == "" || len(s) > maxSlug || !isAlnum(rune(s[0])) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !inSlug(r) })
}

func inSlug(r rune) bool { return isAlnum(r) || r == '.' || r == '_' || r == '-' }

func isAlnum(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// slugOf is SlugFrom without the last resort.
func slugOf(name string) string {
	if isSlug(name) {
		return name
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch plain := plainLetter(r); {
		case plain != "":
			b.WriteString(plain)
		case inSlug(r):
			b.WriteRune(r)
		case !unicode.Is(unicode.M, r) && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := strings.Trim(b.String(), "._-")
	return strings.TrimRight(slug[:min(len(slug), maxSlug)], "._-")
}

// plainLetter spells the letters of European languages that don't decompose into a plain letter and an accent.
func plainLetter(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	}
	return ""
}
