package clientcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newCancel(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "cancel CLIENT",
		Short:             "Take back a request that was not answered",
		Example:           `orgctl client cancel omega --org reseller`,
		Args:              app.AtMostOne("CLIENT"),
		Annotations:       app.Writes(org.ActClients),
		ValidArgsFunction: a.CompleteClients,
	}
	c.RunE = a.RunPicked(app.PickClient(org.PartnershipPending), func(ctx context.Context, ref string) error { return cancelRun(ctx, a, ref) })
	return c
}

func cancelRun(ctx context.Context, a *app.App, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "took back the request to " + ref,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.CancelOffer(ctx, req, org.PartnerSide, ref)
		},
	})
}
