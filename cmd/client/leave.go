package clientcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newLeave(a *app.App) *cobra.Command {
	o := &app.PasswordFlags{}
	c := &cobra.Command{
		Use:   "leave CLIENT",
		Short: "End the partnership with a client",
		Long: `End the partnership with a client. Before the question stands everything that hangs on it. Beside the confirmation it takes
your password, which --yes never replaces.`,
		Example:           `orgctl client leave acme --org reseller --password-file password`,
		Args:              app.AtMostOne("CLIENT"),
		Annotations:       app.Writes(org.ActClients),
		ValidArgsFunction: a.CompleteClients,
	}
	o.Bind(c)
	c.RunE = a.RunPicked(app.PickClient(org.PartnershipActive), func(ctx context.Context, ref string) error { return leaveRun(ctx, a, o, ref) })
	return c
}

func leaveRun(ctx context.Context, a *app.App, o *app.PasswordFlags, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.ApplyProved(ctx, app.Change{Done: "ended the partnership with " + ref}, *o,
		func(ctx context.Context, req org.Request, attempt org.LoginAttempt) (org.ChangeSet, error) {
			return s.EndPartnership(ctx, req, org.PartnerSide, org.Ending{With: ref, Attempt: attempt})
		})
}
