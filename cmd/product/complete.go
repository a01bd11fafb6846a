package productcmd

import (
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
)

// one completes the first argument only.
func one(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(c, args, word)
	}
}

// completeNew completes the category of a product that does not exist yet, up to the slash.
func completeNew(a *app.App) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		words, directive := a.CompleteCategories(c, args, word)
		for i, w := range words {
			code, label, _ := strings.Cut(w, "\t")
			words[i] = code + "/\t" + label
		}
		return words, directive | cobra.ShellCompDirectiveNoSpace
	}
}

// completeDescription completes the flags with which a product is described.
func completeDescription(c *cobra.Command) {
	for flag, words := range map[string][]string{"currency": {"CHF", "EUR"}, "period": {"1y", "6m", "3m", "1m"}} {
		if c.Flags().Lookup(flag) != nil {
			app.Completes(c, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
		}
	}
}
