package invitationcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newCancel(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "cancel ID|EMAIL",
		Aliases:           []string{"remove", "rm", "delete"},
		Short:             "Take an invitation back, with the access and teams that went with it",
		Example:           `orgctl invitation cancel pia@example.org --org delta`,
		Args:              app.AtMostOne("ID"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteInvitations,
	}
	c.RunE = a.RunPicked(app.PickUnanswered(), func(ctx context.Context, ref string) error { return cancelRun(ctx, a, ref) })
	return c
}

func cancelRun(ctx context.Context, a *app.App, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "cancelled the invitation " + ref,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.CancelInvitation(ctx, req, ref)
		},
	})
}
