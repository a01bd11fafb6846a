package partnercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newCancel(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "cancel PARTNER",
		Short:             "Take back an invitation that was not answered",
		Example:           `orgctl partner cancel reseller --org delta`,
		Args:              app.AtMostOne("PARTNER"),
		Annotations:       app.Writes(org.ActAuthorize),
		ValidArgsFunction: a.CompletePartners,
	}
	c.RunE = a.RunPicked(app.PickPartner(org.PartnershipPending), func(ctx context.Context, ref string) error { return cancelRun(ctx, a, ref) })
	return c
}

func cancelRun(ctx context.Context, a *app.App, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "cancelled the invitation of " + ref,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.CancelOffer(ctx, req, org.ClientSide, ref)
		},
	})
}
