package prompt

import (
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// cells is how wide s is at most. Terminals disagree about joined emoji and combining marks, and survey, which counts
// lines to know what to erase, counts them by the character. Counting each character as at least one cell, and as many as
// survey does, is never too little, so nothing that fits by this measure wraps behind survey's back.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, displaywidth.Rune(r), surveyed(r))
	}
	return n
}

// head is the longest start of s that fits a width, between whole characters as a person sees them. Only a character
// that fits no line, with a hundred accents on it, is taken apart.
func head(s string, width int) string {
	end, room := 0, width
	for g := displaywidth.StringGraphemes(s); g.Next(); {
		if room -= cells(g.Value()); room < 0 {
			break
		}
		end += len(g.Value())
	}
	if end > 0 || s == "" {
		return s[:end]
	}
	room = width
	for i, r := range s { // i counts the bytes as they are, which may be no characters at all
		if room -= cells(string(r)); room < 0 && i > 0 {
			return s[:i]
		}
	}
	return s
}

// cut shortens s to a width.
func cut(s string, width int) string {
	if cells(s) <= width {
		return s
	}
	return head(s, width-1) + "…"
}

// wrap breaks s into lines of at most width cells, at blanks where it can.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		switch {
		case line == "":
			line = word
		case cells(line)+1+cells(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		for cells(line) > width {
			start := head(line, width)
			lines = append(lines, start)
			line = line[len(start):]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// layout is how a question fits on the screen survey draws on.
type layout struct {
	message, help, hint string
	page                int // options shown at once
	cols                int
}

// wording is a question in words: what is asked, and with which keys one answers.
type wording struct {
	label, help string
	keys        []string
	back        bool
}

func (t wording) hint() string {
	keys := t.keys
	if t.back {
		keys = append(keys, "Esc back")
	}
	if t.help != "" {
		keys = append(keys, "? help")
	}
	if len(keys) == 0 {
		return ""
	}
	return "[" + strings.Join(keys, ", ") + "]"
}

// listKeys are the keys of a list. A list longer than the screen does not look it, so its length is said.
func listKeys(n int, keys ...string) []string {
	filter := "type to filter"
	if n > 9 {
		filter += " " + strconv.Itoa(n)
	}
	return append([]string{filter, "↑↓ move"}, keys...)
}

const backLabel = "← Back"

// newLayout breaks every line before the terminal would, and puts the hint behind the question if there is room for it
// and for an answer.
func newLayout(t wording, list bool, cols, rows int) layout {
	const margin, answer = 3, 24 // "? " and the last column; room to type in
	width := max(cols-margin, 10)
	message, help, hint := wrap(t.label, width), wrap(t.help, width), wrap(t.hint(), width)
	l := layout{
		cols: cols, message: strings.Join(message, "\n"), help: strings.Join(help, "\n"), hint: strings.Join(hint, "\n"),
	}
	const around = 4 // the step, the filter, the line below the list, and one to see that something came before
	l.page = max(3, rows-len(message)-len(hint)-len(help)-around)
	last := l.message[strings.LastIndexByte(l.message, '\n')+1:]
	switch {
	case l.hint == "":
	case list || cells(last)+cells(l.hint)+answer > width:
		l.hint = "\n" + l.hint
	default:
		l.hint = " " + l.hint
	}
	return l
}

// fit shortens options so that each takes one line. The detail may have half of the line, the label gets the rest.
func (l layout) fit(options []Option, prefix int) []Option {
	width := max(l.cols-1-prefix, 8)
	out := make([]Option, len(options))
	for i, o := range options {
		if o.Detail != "" {
			o.Detail = cut(o.Detail, max(width/2, width-cells(o.Label)-3))
			o.Label = cut(o.Label, width-cells(o.Detail)-3)
		}
		out[i] = Option{cut(o.Label, width), o.Detail}
	}
	return out
}
