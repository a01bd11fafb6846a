package orgcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRemove(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "remove SLUG",
		Aliases: []string{"rm", "delete"},
		Short:   "Remove an organization in which nothing is left",
		Long: `Remove an organization in which nothing is left: no products, and nobody but you, its owner. What is in the way is listed.
The slug stays reserved, and the log is kept. To confirm, one types the slug.`,
		Example:           `orgctl org remove omega --yes`,
		Args:              app.One("SLUG"),
		Annotations:       app.Writes(org.ActRemoveOrg),
		ValidArgsFunction: a.CompleteOrgs,
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return removeRun(ctx, a, args) })
	return c
}

func removeRun(ctx context.Context, a *app.App, args []string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if caller, err = within(a, caller, args); err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done:  fmt.Sprintf("removed the organization %s (%s)", actor.Org.Slug, actor.Org.Name),
		Typed: actor.Org.Slug,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			req.Org = actor.Org.Slug
			set, err := s.RemoveOrg(ctx, req)
			return unplaced(set), err
		},
	})
}
