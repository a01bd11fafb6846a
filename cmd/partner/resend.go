package partnercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newResend(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "resend PARTNER",
		Short:             "Send an invitation again: its thirty days begin anew, earlier codes are void",
		Example:           `orgctl partner resend reseller --org delta`,
		Args:              app.AtMostOne("PARTNER"),
		Annotations:       app.Writes(org.ActAuthorize),
		ValidArgsFunction: a.CompletePartners,
	}
	c.RunE = a.RunPicked(app.PickPartner(org.PartnershipPending), func(ctx context.Context, ref string) error { return resendRun(ctx, a, ref) })
	return c
}

func resendRun(ctx context.Context, a *app.App, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	code, err := a.OfferCode()
	if err != nil {
		return err
	}
	return a.ApplyOffer(ctx, app.Change{
		Done: "sent the invitation of " + ref + " again",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.ResendPartner(ctx, req, ref, code.Hash())
		},
	}, code)
}
