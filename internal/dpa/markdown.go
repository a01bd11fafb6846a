package dpa

import "strings"

// markdown is the body and the line with its hash.
func (d Document) markdown() string {
	return d.body() + d.line(d.hash)
}

// body is what the hash covers.
func (d Document) body() string {
	b := &strings.Builder{}
	b.WriteString("# " + escapeMarkdown(d.title) + "\n")
	last := heading
	for _, bl := range d.blocks {
		if bl.kind != last || bl.kind < item {
			b.WriteString("\n") // the lines of a list stand together
		}
		b.WriteString(d.line(bl))
		last = bl.kind
	}
	b.WriteString("\n")
	return b.String()
}

func (d Document) line(b block) string {
	text := escapeMarkdown(b.text) + "\n"
	switch b.kind {
	case heading:
		return "## " + text
	case note:
		return "> " + text
	case item:
		return "- " + text
	case pair:
		return "- **" + escapeMarkdown(b.label) + d.colon + "** " + text
	default:
		return text
	}
}

// escapeMarkdown makes text that reads as itself: nothing in it is a mark, a link, HTML or an entity. In front of any
// punctuation of ASCII a backslash says so; where there is no need, there is none.
func escapeMarkdown(s string) string {
	b := &strings.Builder{}
	for i, r := range s {
		if strings.ContainsRune("\\`*_[]<>&~|#!+={}$^", r) || r == '-' && i == 0 || acts(r, s[:i], s[i+1:]) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// acts says whether a sign that is mostly harmless would do something where it stands: make a numbered list, or a link of
// what looks like an address.
func acts(r rune, before, after string) bool {
	switch r {
	case '.', ')':
		return digits(before) || r == '.' && strings.EqualFold(before[max(0, len(before)-3):], "www")
	case ':':
		return strings.HasPrefix(after, "//") || strings.HasSuffix(strings.ToLower(before), "mailto") || strings.HasSuffix(strings.ToLower(before), "xmpp")
	case '@':
		return before != "" && after != ""
	}
	return false
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
