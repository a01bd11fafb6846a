package dpa

import (
	"html"
	"slices"
	"strings"
)

// style is for screens and paper: no colour carries a meaning, and a long name breaks rather than being cut.
const style = `body{font:11pt/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.6em}h2{font-size:1.15em;margin:1.4em 0 .4em}.note{border:1px solid #666;padding:.6em 1em}
dl{display:grid;grid-template-columns:13em 1fr;gap:.2em 1em}dt{font-weight:bold}dd{margin:0;white-space:pre-wrap}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}li,dd{break-inside:avoid}@page{margin:20mm}}`

// generator says who wrote the page.
const generator = `<meta name="generator" content="` + maker + `">`

// html is one page that needs nothing from elsewhere.
func (d Document) html() string {
	b := &strings.Builder{}
	title := html.EscapeString(d.title)
	b.WriteString("<!DOCTYPE html>\n<html lang=\"" + d.lang + "\">\n<head>\n<meta charset=\"utf-8\">\n" + generator + "\n" +
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + title + "</title>\n<style>\n" + style + "\n</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n")
	open := ""
	for _, bl := range append(slices.Clip(d.blocks), d.hash) {
		if list := listOf(bl.kind); list != open {
			b.WriteString(tag("/", open) + tag("", list))
			open = list
		}
		b.WriteString(element(bl))
	}
	b.WriteString(tag("/", open) + "</body>\n</html>\n")
	return b.String()
}

// listOf is the element that lines of a kind stand in together.
func listOf(k kind) string {
	switch k {
	case item:
		return "ul"
	case pair:
		return "dl"
	}
	return ""
}

func tag(slash, name string) string {
	if name == "" {
		return ""
	}
	return "<" + slash + name + ">\n"
}

func element(b block) string {
	text := html.EscapeString(b.text)
	switch b.kind {
	case heading:
		return "<h2>" + text + "</h2>\n"
	case note:
		return "<p class=\"note\">" + text + "</p>\n"
	case item:
		return "<li>" + text + "</li>\n"
	case pair:
		return "<dt>" + html.EscapeString(b.label) + "</dt><dd>" + text + "</dd>\n"
	default:
		return "<p>" + text + "</p>\n"
	}
}
