package clientcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newAssign(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "assign EMAIL CLIENT",
		Short:             "Let a collaborator of yours into a client",
		Long:              "Let a collaborator of yours into a client. Owners and admins enter every client anyway, externals none.",
		Example:           `orgctl client assign cleo@example.com acme --org reseller`,
		Args:              cobra.ArbitraryArgs, // RunPickedTwo counts them
		Annotations:       app.Writes(org.ActClients),
		ValidArgsFunction: a.CompleteUserThenClient,
	}
	c.RunE = a.RunPickedTwo(pickAssigned(), func(ctx context.Context, args []string) error {
		return assignRun(ctx, a, args, true)
	})
	return c
}

func newUnassign(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "unassign EMAIL CLIENT",
		Short:             "Take a collaborator of yours out of a client",
		Example:           `orgctl client unassign carl@example.com acme --org reseller`,
		Args:              cobra.ArbitraryArgs, // RunPickedTwo counts them
		Annotations:       app.Writes(org.ActClients),
		ValidArgsFunction: a.CompleteUserThenClient,
	}
	c.RunE = a.RunPickedTwo(pickAssigned(), func(ctx context.Context, args []string) error {
		return assignRun(ctx, a, args, false)
	})
	return c
}

// pickAssigned asks for somebody and a client of ours.
func pickAssigned() app.PickTwo {
	return app.PickTwo{First: app.PickUser(org.Active), Second: func(string) app.Pick { return app.PickClient(org.PartnershipActive) }}
}

func assignRun(ctx context.Context, a *app.App, args []string, in bool) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	done := "assigned " + args[0] + " to " + args[1]
	if !in {
		done = "took " + args[0] + " out of " + args[1]
	}
	return a.Apply(ctx, app.Change{
		Done: done,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.AssignClient(ctx, req, args[0], args[1], in)
		},
	})
}
