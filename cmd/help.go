package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/app"
	"orgctl/internal/term"
)

// help prints what a command is for: examples first, because most people read no further.
func help(a *app.App, c *cobra.Command) {
	w := &strings.Builder{}
	title := func(text string) { fmt.Fprintf(w, "\n%s\n", a.Streams.Style(term.Bold, text)) }
	fmt.Fprintln(w, strings.TrimSpace(firstOf(c.Long, c.Short)))
	if c.Example != "" {
		title("Examples")
		fmt.Fprintln(w, strings.TrimRight(indent(c.Example), "\n "))
	}
	title("Usage")
	fmt.Fprintln(w, "  "+usageLine(c))
	if len(c.Aliases) > 0 {
		fmt.Fprintf(w, "  also: %s\n", strings.Join(c.Aliases, ", "))
	}
	helpCommands(w, c, title)
	if local := c.LocalNonPersistentFlags(); local.HasAvailableFlags() {
		title("Flags")
		fmt.Fprint(w, flagUsages(local))
	}
	if !c.HasParent() {
		title("Global flags")
		fmt.Fprint(w, flagUsages(c.PersistentFlags()))
		title("More")
		fmt.Fprintf(w, "  orgctl help %s\n  orgctl COMMAND --help\n", strings.Join(topicNames(), "|"))
	} else {
		title("More")
		fmt.Fprintln(w, "  'orgctl --help' shows the flags that every command takes")
	}
	_, _ = io.WriteString(a.Streams.Out, w.String()) // a reader that went away has read enough
}

func usageLine(c *cobra.Command) string {
	if c.HasAvailableSubCommands() {
		return c.CommandPath() + " COMMAND [flags]"
	}
	return strings.TrimSuffix(c.UseLine(), " [flags]") + " [flags]"
}

func helpCommands(w io.Writer, c *cobra.Command, title func(string)) {
	if len(c.Groups()) == 0 && c.HasAvailableSubCommands() {
		title("Commands")
		for _, sub := range c.Commands() {
			helpCommand(w, c, sub)
		}
	}
	for _, g := range c.Groups() {
		title(g.Title)
		for _, sub := range c.Commands() {
			if sub.GroupID == g.ID {
				helpCommand(w, c, sub)
			}
		}
	}
}

func helpCommand(w io.Writer, parent, sub *cobra.Command) {
	if sub.IsAvailableCommand() || sub.Name() == "help" {
		_, _ = fmt.Fprintf(w, "  %-*s  %s\n", parent.NamePadding(), sub.Name(), sub.Short) // into memory
	}
}

func flagUsages(f *pflag.FlagSet) string { return f.FlagUsagesWrapped(100) }

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// indent puts two blanks before every line.
func indent(s string) string {
	lines := strings.Split(strings.Trim(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight("  "+strings.TrimSpace(l), " ")
	}
	return strings.Join(lines, "\n") + "\n"
}
