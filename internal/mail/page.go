package mail

import (
	"html"
	"strings"
	"unicode/utf8"
)

// page is the content of a mail, from which both of its parts are written.
type page struct {
	lang    string
	subject string
	parts   []part
}

// part is a paragraph, a command to type, or a list.
type part struct {
	text    string
	command bool
	items   []string
}

func (p *page) say(sentences ...string) {
	var said []string
	for _, s := range sentences {
		if s != "" {
			said = append(said, s)
		}
	}
	p.parts = append(p.parts, part{text: strings.Join(said, " ")})
}

func (p *page) command(line string) { p.parts = append(p.parts, part{text: line, command: true}) }
func (p *page) list(items []string) { p.parts = append(p.parts, part{items: items}) }

// width is where the lines of the text part are broken: as people have always read mail.
const width = 72

// text is the plain part. A command stands on a line of its own and is never broken: it is there to be copied.
func (p *page) text() string {
	var b strings.Builder
	for i, part := range p.parts {
		if i > 0 {
			b.WriteString("\n")
		}
		switch {
		case part.command:
			b.WriteString("    " + part.text + "\n")
		case part.items != nil:
			for _, item := range part.items {
				b.WriteString(wrap("- "+item, "  "))
			}
		default:
			b.WriteString(wrap(part.text, ""))
		}
	}
	return b.String()
}

// wrap breaks a text at its blanks, but not before a sign that French sets apart; indent stands before every line but the
// first.
func wrap(s, indent string) string {
	var b strings.Builder
	column := 0
	words := strings.Fields(s)
	for i, word := range words {
		n := utf8.RuneCountInString(word)
		if i+1 < len(words) && strings.ContainsAny(words[i+1], ":;!?»") && utf8.RuneCountInString(words[i+1]) == 1 {
			n += 2
		}
		switch {
		case i == 0:
		case column+1+n > width:
			b.WriteString("\n" + indent)
			column = len(indent)
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += utf8.RuneCountInString(word)
	}
	return b.String() + "\n"
}

// html is the other part. It loads nothing, links nowhere and has no more colour than the reader's own program gives it.
func (p *page) html() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="` + p.lang + `"><head><meta charset="utf-8"><title>` + html.EscapeString(oneLine(p.subject)) +
		`</title></head><body style="font-family:sans-serif;line-height:1.5;max-width:40em">`)
	for _, part := range p.parts {
		switch {
		case part.command:
			b.WriteString(`<pre style="font-family:monospace;white-space:pre-wrap;overflow-wrap:anywhere;border-left:3px solid;padding-left:1em">` +
				html.EscapeString(part.text) + "</pre>\n")
		case part.items != nil:
			b.WriteString("<ul>\n")
			for _, item := range part.items {
				b.WriteString("<li>" + html.EscapeString(item) + "</li>\n")
			}
			b.WriteString("</ul>\n")
		default:
			b.WriteString("<p>" + html.EscapeString(part.text) + "</p>\n")
		}
	}
	b.WriteString("</body></html>\n")
	return b.String()
}
