package app

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// CompleteOrgs completes the slugs of one's own organizations, with their names.
func (a *App) CompleteOrgs(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.lookup(func(ctx context.Context, caller org.Caller) ([]string, error) {
		s, err := a.Store(ctx)
		if err != nil {
			return nil, err
		}
		own, err := s.Organizations(ctx, caller)
		var words []string
		for _, m := range own {
			if strings.HasPrefix(m.Org.Slug, word) {
				words = append(words, m.Org.Slug+"\t"+m.Org.Name)
			}
		}
		return words, err
	})(c, args, word)
}

// CompleteCategories completes the codes of categories, with their labels.
func (a *App) CompleteCategories(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.complete(org.CompleteCategory, word)(c, args, word)
}

// CompleteTeams completes the slugs of teams, with their names.
func (a *App) CompleteTeams(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.complete(org.CompleteTeam, word)(c, args, word)
}

// CompleteTeamThenUsers completes the slug of a team, then any number of e-mails.
func (a *App) CompleteTeamThenUsers(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return a.CompleteTeams(c, args, word)
	}
	return a.completeUsers(word)(c, args, word)
}

// CompleteUserFlag completes the e-mail of a flag, whatever the arguments are.
func (a *App) CompleteUserFlag(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	return a.completeUsers(word)(c, args, word)
}

// CompleteInvitations completes the e-mails of pending invitations of the organization.
func (a *App) CompleteInvitations(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.complete(org.CompleteInvitation, word)(c, args, word)
}

// CompleteAwaiting completes the organizations to which whoever is logged in is invited.
func (a *App) CompleteAwaiting(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.lookup(func(ctx context.Context, caller org.Caller) ([]string, error) {
		s, err := a.Store(ctx)
		if err != nil {
			return nil, err
		}
		own, err := s.Awaiting(ctx, caller)
		var words []string
		for _, d := range own {
			if strings.HasPrefix(d.In.Slug, word) {
				words = append(words, d.In.Slug+"\t"+d.In.Name)
			}
		}
		return words, err
	})(c, args, word)
}
