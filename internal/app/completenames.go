package app

import (
	"context"
	"fmt"
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
	return a.completeFirst(org.CompleteCategory, c, args, word)
}

// CompleteTeams completes the slugs of teams, with their names.
func (a *App) CompleteTeams(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	return a.completeFirst(org.CompleteTeam, c, args, word)
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

// CompleteTokens completes the ids of tokens, with their names.
func (a *App) CompleteTokens(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.lookup(func(ctx context.Context, caller org.Caller) ([]string, error) {
		s, err := a.Store(ctx)
		if err != nil {
			return nil, err
		}
		var words []string
		for k, err := range s.Tokens(ctx, caller) {
			if err != nil {
				return nil, err
			}
			if ref := fmt.Sprintf("id:%d", k.ID); strings.HasPrefix(ref, word) {
				words = append(words, ref+"\t"+k.Name+" of "+k.User)
			}
		}
		return words, nil
	})(c, args, word)
}

// CompletePartners completes the slugs of partners, and of clients that have offered something.
func (a *App) CompletePartners(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	return a.completeFirst(org.CompletePartner, c, args, word)
}

// CompleteClients completes the slugs of clients.
func (a *App) CompleteClients(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	return a.completeFirst(org.CompleteClient, c, args, word)
}

// CompleteUserThenClient completes an e-mail, then a client.
func (a *App) CompleteUserThenClient(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return a.completeUsers(word)(c, args, word)
	case 1:
		return a.CompleteClients(c, nil, word)
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// CompleteInvitations completes the e-mails of pending invitations of the organization.
func (a *App) CompleteInvitations(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	return a.completeFirst(org.CompleteInvitation, c, args, word)
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
