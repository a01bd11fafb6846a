package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRemove(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "remove EMAIL",
		Aliases: []string{"rm", "delete"},
		Short:   "Remove a member, with everything they were granted",
		Long: `Remove a member, with everything they were granted. Their login stays, for their other organizations. On a terminal you
confirm by typing your own e-mail.`,
		Example:           `orgctl user remove tom@example.org --yes`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteUsers,
	}
	c.RunE = a.RunPicked(app.PickUser(), func(ctx context.Context, ref string) error { return removeRun(ctx, a, ref) })
	return c
}

func removeRun(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done:  "removed " + ref,
		Typed: actor.Email,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RemoveUser(ctx, req, ref)
		},
	})
}
