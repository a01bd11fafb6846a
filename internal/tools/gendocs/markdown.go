package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
)

// page is a Markdown page that is being written.
type page struct{ strings.Builder }

func newPage(title string) *page {
	p := &page{}
	p.add("<!-- %s. Don't edit: run go generate. -->\n\n# %s\n", mark, title)
	return p
}

func (p *page) add(format string, args ...any) { fmt.Fprintf(&p.Builder, format, args...) }

// table writes a table; its cells are Markdown already.
func (p *page) table(head []string, rows [][]string) {
	p.add("\n| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, row := range rows {
		p.add("| %s |\n", strings.Join(row, " | "))
	}
}

// prose writes a help text.
func (p *page) prose(text string) {
	for _, b := range blocks(text) {
		if b.literal {
			p.add("\n```text\n%s\n```\n", b.text)
			continue
		}
		p.add("\n%s\n", escape(b.text))
	}
}

func (p *page) flags(flags []flag) {
	var rows [][]string
	for _, f := range flags {
		rows = append(rows, []string{code(f.call()), escape(f.explained())})
	}
	p.table([]string{"flag", ""}, rows)
}

// command writes all there is to say about one command.
func (p *page) command(c *cobra.Command) {
	p.prose(description(c))
	p.add("\n```sh\n%s\n```\n", strings.Join(examples(c), "\n"))
	p.add("\nUsage: %s", code(usage(c)))
	if len(c.Aliases) > 0 {
		p.add(", also `%s`", strings.Join(c.Aliases, "`, `"))
	}
	p.add("\n")
	if flags := ownFlags(c); len(flags) > 0 {
		p.flags(flags)
	}
	for _, line := range facts(c) {
		p.add("\n- %s", line)
	}
	p.add("\n")
}

// escape makes text stand in Markdown as it is, with the commands in it as code.
func escape(s string) string {
	s = strings.NewReplacer(`\`, `\\`, "<", "&lt;", "*", `\*`, "~", `\~`, "|", `\|`, "`", "\\`").Replace(s)
	return codeCommands(s)
}

// codeCommands turns the quotes around commands into those of code.
func codeCommands(s string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "'orgctl")
		inside, after, closed := strings.Cut(rest, "'")
		out.WriteString(before)
		switch {
		case !ok:
			return out.String()
		case !closed || strings.Contains(inside, "\n\n"):
			out.WriteString("'orgctl")
			s = rest
		default:
			out.WriteString("`orgctl" + unescaped(inside) + "`")
			s = after
		}
	}
}

// unescaped takes back what escape did: between the quotes of code nothing is escaped, but the stroke of tables.
func unescaped(s string) string {
	return strings.NewReplacer(`\\`, `\`, "&lt;", "<", `\*`, "*", `\~`, "~").Replace(s)
}

// code quotes words as code that may stand in a table.
func code(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }

// anchor is the name under which a heading can be linked to.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, heading)
}

func link(text, target string) string { return "[" + text + "](" + target + ")" }
