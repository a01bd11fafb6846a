package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/cmd"
)

const manDir = "docs/man"

// addMan makes a man page for the program and one for each command below the root.
func addMan(all files, root *cobra.Command) {
	all[manDir+"/orgctl.1"] = rootMan(root)
	for _, c := range nouns(root) {
		all[manDir+"/"+manName(c)+".1"] = nounMan(root, c)
	}
}

func manName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// roff is a man page that is being written.
type roff struct{ strings.Builder }

func newRoff(c *cobra.Command) *roff {
	r := &roff{}
	name := manName(c)
	fmt.Fprintf(&r.Builder, ".\\\" %s. Don't edit: run go generate.\n", mark)
	fmt.Fprintf(&r.Builder, ".TH \"%s\" 1 \"\" orgctl \"orgctl manual\"\n.nh\n.ad l\n", escapeRoff(strings.ToUpper(name)))
	r.section("NAME")
	fmt.Fprintf(&r.Builder, "%s \\- %s\n", escapeRoff(name), escapeRoff(c.Short))
	r.section("SYNOPSIS")
	r.bold(usage(c))
	r.section("DESCRIPTION")
	r.prose(description(c))
	return r
}

func (r *roff) section(title string)    { fmt.Fprintf(&r.Builder, ".SH \"%s\"\n", escapeRoff(title)) }
func (r *roff) subsection(title string) { fmt.Fprintf(&r.Builder, ".SS \"%s\"\n", escapeRoff(title)) }
func (r *roff) bold(text string)        { fmt.Fprintf(&r.Builder, ".B \"%s\"\n", escapeRoff(text)) }
func (r *roff) text(s string)           { r.WriteString(escapeLines(s) + "\n") }

// item is a line of a list: what it is about in bold, then the text.
func (r *roff) item(title, text string) {
	r.WriteString(".TP\n")
	r.bold(title)
	r.text(text)
}

func (r *roff) literal(text string) { r.WriteString(".PP\n.nf\n" + escapeLines(text) + "\n.fi\n") }

func (r *roff) prose(text string) {
	for i, b := range blocks(text) {
		switch {
		case b.literal:
			r.literal(b.text)
		case i == 0:
			r.text(b.text)
		default:
			r.WriteString(".PP\n")
			r.text(b.text)
		}
	}
}

func (r *roff) flags(flags []flag) {
	for _, f := range flags {
		r.item(f.call(), f.explained())
	}
}

func (r *roff) examples(c *cobra.Command) {
	r.literal("    " + strings.Join(examples(c), "\n    "))
}

func rootMan(root *cobra.Command) string {
	r := newRoff(root)
	r.section("COMMANDS")
	for _, g := range root.Groups() {
		r.subsection(g.Title)
		for _, c := range nouns(root) {
			if c.GroupID == g.ID {
				r.item(manName(c)+"(1)", c.Short)
			}
		}
	}
	r.section("OPTIONS")
	r.text("Every command takes these.")
	r.flags(globalFlags(root))
	for _, t := range cmd.Topics() {
		r.section(topicTitle(t.Name))
		r.prose(t.Text)
	}
	return r.String()
}

// topicTitle is the name of the section of a topic; man pages have names of their own for some.
func topicTitle(name string) string {
	if name == exitCodes {
		return "EXIT STATUS"
	}
	return strings.ToUpper(name)
}

func nounMan(root, c *cobra.Command) string {
	r := newRoff(c)
	if c.HasAvailableSubCommands() {
		r.section("COMMANDS")
		for _, leaf := range leaves(c) {
			r.subsection(usage(leaf))
			r.prose(description(leaf))
			r.flags(ownFlags(leaf))
			r.examples(leaf)
		}
	} else {
		if flags := ownFlags(c); len(flags) > 0 {
			r.section("OPTIONS")
			r.flags(flags)
		}
		r.section("EXAMPLES")
		r.examples(c)
	}
	r.section("SEE ALSO")
	fmt.Fprintf(&r.Builder, ".BR %s (1),\nfor the options that every command takes, exit status, environment and formats\n", escapeRoff(manName(root)))
	return r.String()
}

// escapeRoff makes text stand in a man page as it is: a plain hyphen or quote would come out as another character that
// can't be pasted into a shell.
func escapeRoff(s string) string {
	return strings.NewReplacer(`\`, `\(rs`, "-", `\-`, "'", `\(aq`, `"`, `\(dq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(s)
}

// escapeLines is escapeRoff for whole lines, which must not begin like a request. Blanks at the end of a sentence are
// left to roff.
func escapeLines(s string) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		line = escapeRoff(line)
		if strings.HasPrefix(line, ".") {
			line = `\&` + line
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
