package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// leaves lists the commands below c that do something, in the order of the help; c itself if it has none below.
func leaves(c *cobra.Command) []*cobra.Command {
	if !c.HasAvailableSubCommands() {
		return []*cobra.Command{c}
	}
	var out []*cobra.Command
	for _, sub := range nouns(c) {
		out = append(out, leaves(sub)...)
	}
	return out
}

// nouns are the commands right below c that have a page.
func nouns(c *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(c.Commands()), func(sub *cobra.Command) bool {
		return !sub.IsAvailableCommand() || sub.Name() == "help"
	})
}

// usage is the line that says how a command is called.
func usage(c *cobra.Command) string {
	if c.HasAvailableSubCommands() {
		return c.CommandPath() + " COMMAND [flags]"
	}
	return strings.TrimSuffix(c.UseLine(), " [flags]") + " [flags]"
}

func description(c *cobra.Command) string {
	if c.Long != "" {
		return c.Long
	}
	return c.Short
}

// examples are the lines of the examples without what they are indented with.
func examples(c *cobra.Command) []string {
	var out []string
	for line := range strings.Lines(c.Example) {
		out = append(out, strings.TrimSpace(line))
	}
	return out
}

// flag is one flag as it is shown.
type flag struct{ short, long, value, text, fallback string }

// ownFlags are the flags of a command without those that every command takes.
func ownFlags(c *cobra.Command) []flag {
	global := c.Root().PersistentFlags()
	var out []flag
	add := func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" && (!c.HasParent() || global.Lookup(f.Name) != f) {
			out = append(out, newFlag(f))
		}
	}
	c.LocalFlags().VisitAll(add)
	c.InheritedFlags().VisitAll(add)
	return out
}

func newFlag(f *pflag.Flag) flag {
	value, text := pflag.UnquoteUsage(f)
	out := flag{long: "--" + f.Name, value: value, text: text}
	if f.Shorthand != "" {
		out.short = "-" + f.Shorthand
	}
	if !slices.Contains([]string{"", "false", "0", "[]", "0s"}, f.DefValue) {
		out.fallback = f.DefValue
	}
	return out
}

// call is the flag as it is typed.
func (f flag) call() string {
	s := f.long
	if f.short != "" {
		s = f.short + ", " + s
	}
	if f.value != "" {
		s += " " + f.value
	}
	return s
}

// explained is what the flag does, with its default.
func (f flag) explained() string {
	if f.fallback == "" {
		return f.text
	}
	return f.text + " (default " + f.fallback + ")"
}

// block is a paragraph of a help text, or lines that must stay as they are.
type block struct {
	literal bool
	text    string
}

// blocks reads a help text: what is indented stays as it is. A blank line between two indented ones is part of them.
func blocks(s string) []block {
	var out []block
	for part := range strings.SplitSeq(strings.Trim(s, "\n"), "\n\n") {
		for _, b := range splitPart(part) {
			if last := len(out) - 1; b.literal && last >= 0 && out[last].literal {
				out[last].text += "\n\n" + b.text
				continue
			}
			out = append(out, b)
		}
	}
	return out
}

// splitPart divides lines without a blank one between them where the indentation begins or ends.
func splitPart(part string) []block {
	var out []block
	for line := range strings.Lines(part) {
		line = strings.TrimRight(line, "\n ")
		literal := strings.HasPrefix(line, "  ")
		if last := len(out) - 1; last >= 0 && out[last].literal == literal {
			out[last].text += "\n" + line
			continue
		}
		out = append(out, block{literal, line})
	}
	return out
}
