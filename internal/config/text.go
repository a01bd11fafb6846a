package config

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// text is a file as lines, without the line feed at their ends.
type text struct {
	mark  string // the byte order mark, which the parser does not count
	lines []string
	cr    string // what new lines need before the line feed to look like the others
}

func splitText(doc []byte) *text {
	s, marked := strings.CutPrefix(string(doc), "\ufeff")
	t := &text{}
	if marked {
		t.mark = "\ufeff"
	}
	if s != "" {
		t.lines = strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	}
	if len(t.lines) > 0 && strings.HasSuffix(t.lines[0], "\r") {
		t.cr = "\r"
	}
	return t
}

// bytes is the file again. A last line without its end gets one.
func (t *text) bytes() []byte {
	if len(t.lines) == 0 {
		return []byte(t.mark)
	}
	return []byte(t.mark + strings.Join(t.lines, "\n") + "\n")
}

// insert puts a setting, with the groups it needs, after the given number of lines.
func (t *text) insert(after, indent int, path []string, value string) {
	if after > len(t.lines) {
		return
	}
	var lines []string
	for i, name := range path {
		line := strings.Repeat(" ", indent+2*i) + name + ":"
		if i == len(path)-1 {
			line += " " + value
		}
		lines = append(lines, line+t.cr)
	}
	t.lines = slices.Insert(t.lines, after, lines...)
}

// replace puts another value in the place of a scalar and keeps what follows it on the line.
func (t *text) replace(n *yaml.Node, value string) {
	before, old, after, ok := t.around(n)
	if !ok {
		return
	}
	if old == "" {
		before += " " // an empty value begins at the colon
	}
	t.lines[n.Line-1] = before + value + after
}

// remove takes the line of a setting out, but leaves a comment that stands behind the value.
func (t *text) remove(key, value *yaml.Node) {
	_, _, after, ok := t.around(value)
	if !ok || key.Line != value.Line {
		return
	}
	if after = strings.TrimSpace(after); after == "" {
		t.lines = slices.Delete(t.lines, key.Line-1, key.Line)
		return
	}
	t.lines[key.Line-1] = strings.Repeat(" ", indentOf(key)) + after + t.cr
}

// around cuts the line of a scalar into what is before it, the scalar, and what is after it. Columns count characters.
func (t *text) around(n *yaml.Node) (before, scalar, after string, ok bool) {
	if n.Line > len(t.lines) {
		return "", "", "", false
	}
	line := []rune(t.lines[n.Line-1])
	if n.Column-1 > len(line) {
		return "", "", "", false
	}
	before, rest := string(line[:n.Column-1]), string(line[n.Column-1:])
	end := scalarEnd(rest)
	return before, rest[:end], rest[end:], true
}

// scalarEnd returns how long the scalar is with which the text begins.
func scalarEnd(s string) int {
	switch {
	case strings.HasPrefix(s, `"`):
		return quotedEnd(s, '"', '\\')
	case strings.HasPrefix(s, "'"):
		return quotedEnd(s, '\'', '\'')
	}
	for i := range s {
		if s[i] == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t') {
			s = s[:i]
			break
		}
	}
	return len(strings.TrimRight(s, " \t\r"))
}

// quotedEnd finds the closing quote. A single quote inside is doubled, which is to say escaped with itself.
func quotedEnd(s string, quote, escape byte) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == escape && i+1 < len(s) && (escape != quote || s[i+1] == quote):
			i++
		case s[i] == quote:
			return i + 1
		}
	}
	return len(s)
}
