package app

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// completeWithin bounds what a completion may take: a shell that waits is worse than one that knows nothing.
const completeWithin = 300 * time.Millisecond

type completion = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// lookup makes a completion of a function over the store. Whatever goes wrong is silence: nobody reads errors there.
func (a *App) lookup(fn func(ctx context.Context, c org.Caller) ([]string, error)) completion {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		a.ReadGlobalFlags(cmd)
		ctx, cancel := context.WithTimeout(cmd.Context(), completeWithin)
		defer cancel()
		_, caller, err := a.Open(ctx)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		words, err := fn(ctx, caller)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// CompleteUsers completes e-mails, with names.
func (a *App) CompleteUsers(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.completeUsers(word)(c, args, word)
}

func (a *App) completeUsers(word string) completion { return a.complete(org.CompleteUser, word) }

// CompleteProducts completes category/name, with labels.
func (a *App) CompleteProducts(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	return a.complete(org.CompleteProduct, word)(c, args, word)
}

// CompleteUserThenProduct completes an e-mail, then a product.
func (a *App) CompleteUserThenProduct(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return a.completeUsers(word)(c, args, word)
	case 1:
		return a.CompleteProducts(c, nil, word)
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func (a *App) complete(what org.Completion, word string) completion {
	return a.lookup(func(ctx context.Context, caller org.Caller) ([]string, error) {
		s, err := a.Store(ctx)
		if err != nil {
			return nil, err
		}
		return s.Complete(ctx, caller, what, word)
	})
}

// completeFirst completes the first argument and no other.
func (a *App) completeFirst(what org.Completion, c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.complete(what, word)(c, args, word)
}

// CompleteScopes completes the flags that name products, categories, teams, rights and usage roles.
func (a *App) CompleteScopes(c *cobra.Command) {
	register := func(flag string, fn completion) {
		if c.Flags().Lookup(flag) != nil {
			Completes(c, flag, fn)
		}
	}
	register("product", a.CompleteProducts)
	register("category", func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		return a.complete(org.CompleteCategory, word)(cmd, args, word)
	})
	register("team", func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		return a.complete(org.CompleteTeam, word)(cmd, args, word)
	})
	register("partner", func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		return a.complete(org.CompletePartner, word)(cmd, args, word)
	})
	rights := append(org.AllRights.Names(), "none")
	register("right", cobra.FixedCompletions(rights, cobra.ShellCompDirectiveNoFileComp))
	register("grant", a.completeGrants(true, append(rights, "use", "use-admin")))
	register("usage", cobra.FixedCompletions([]string{"user", "admin", "none"}, cobra.ShellCompDirectiveNoFileComp))
}

// Location is the timezone in which the dates of a command are meant: the organization's. It is only looked up if one of
// the texts is given at all.
func (a *App) Location(ctx context.Context, texts ...string) (*time.Location, error) {
	for _, text := range texts {
		if text == "" {
			continue
		}
		s, caller, err := a.Open(ctx)
		if err != nil {
			return nil, err
		}
		actor, err := s.Current(ctx, caller)
		if err != nil {
			return nil, err
		}
		return org.LoadTimezone(actor.Org.Timezone)
	}
	return time.UTC, nil
}
