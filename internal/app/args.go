package app

import (
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// One wants exactly one argument, named what in the error.
func One(what string) cobra.PositionalArgs { return exactly(what) }

// Two wants exactly two.
func Two(first, second string) cobra.PositionalArgs { return exactly(first, second) }

// AtMostOne takes no argument or one.
func AtMostOne(_ string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 1 {
			return tooMany(c, args[1])
		}
		return nil
	}
}

func exactly(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return org.Errorf(org.KindUsage, org.CodeUsage, "missing %s", strings.Join(names[len(args):], " and ")).
				WithHint("%s", c.UseLine())
		case len(args) > len(names):
			return tooMany(c, args[len(names)])
		}
		return nil
	}
}

func tooMany(c *cobra.Command, word string) error {
	return org.Errorf(org.KindUsage, org.CodeUsage, "%q is one argument too many", word).WithHint("%s", c.UseLine())
}

// The annotations of a command say which row of the permission table it needs, whether it changes anything, and whether
// it is done so soon that no interrupt is heeded. A test walks the tree and misses the first two; the docs page of the
// table is made of them.
const (
	annotationRow     = "permission"
	annotationWrites  = "writes"
	annotationAnswers = "answers"
)

// Rows that are none of an organization's: whoever owns the file, anybody, whoever is logged in.
const (
	Anybody   org.Action = "anybody"
	LoggedIn  org.Action = "logged-in"
	FileOwner org.Action = org.ActStore
)

// Reads marks a command that changes nothing.
func Reads(row org.Action) map[string]string { return map[string]string{annotationRow: string(row)} }

// Answers marks a command that changes nothing, writes no file and is done in a moment: an interrupt ends it at once,
// because there is nothing to put in order.
func Answers(row org.Action) map[string]string {
	return map[string]string{annotationRow: string(row), annotationAnswers: "true"}
}

// Writes marks a command that changes something: it takes --dry-run and --op-id.
func Writes(row org.Action) map[string]string {
	return map[string]string{annotationRow: string(row), annotationWrites: "true"}
}

// Row is the row of the permission table that a command needs; empty if it has none.
func Row(c *cobra.Command) org.Action { return org.Action(c.Annotations[annotationRow]) }

// IsWrite says whether a command changes something.
func IsWrite(c *cobra.Command) bool { return c.Annotations[annotationWrites] == "true" }

// JustAnswers says whether an interrupt may end a command at once. Completing a word is such a command of cobra's.
func JustAnswers(c *cobra.Command) bool {
	return c.Annotations[annotationAnswers] == "true" || strings.HasPrefix(c.Name(), cobra.ShellCompRequestCmd)
}
