package app

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// asked is the command line in a form in which the same request always reads the same: the command, its arguments, and
// the flags that were given, sorted, without those that only say how to run or print it.
func asked(c *cobra.Command, args []string) string {
	words := append([]string{c.CommandPath()}, args...)
	var flags []string
	c.Flags().Visit(func(f *pflag.Flag) {
		if !isManner(f.Name) {
			flags = append(flags, f.Name+"="+f.Value.String())
		}
	})
	slices.Sort(flags)
	return strings.Join(append(words, flags...), "\x00")
}

// isManner names the global flags that don't change what is asked.
func isManner(flag string) bool {
	switch flag {
	case "output", "columns", "sort", "filter", "limit", "jq", "template", "quiet", "yes", "dry-run", "op-id", "no-input", "color",
		"config", "debug", "store", "results", "token-file":
		return true
	}
	return false
}
