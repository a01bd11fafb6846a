package partnercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type revokeOptions struct {
	app.PasswordFlags
	created bool
}

func newRevoke(a *app.App) *cobra.Command {
	o := &revokeOptions{}
	c := &cobra.Command{
		Use:   "revoke PARTNER",
		Short: "End a partnership",
		Long: `End a partnership. Before the question stands everything that hangs on it: what the partner holds, who of it can't enter any
more, and what its people made here, which stays unless --with-created takes it away, too. Beside the confirmation it takes
your password, which --yes never replaces.`,
		Example: `orgctl partner revoke reseller --password-file password
orgctl partner revoke reseller --with-created --password-file password`,
		Args:              app.AtMostOne("PARTNER"),
		Annotations:       app.Writes(org.ActAuthorize),
		ValidArgsFunction: a.CompletePartners,
	}
	o.Bind(c)
	c.Flags().BoolVar(&o.created, "with-created", false, "also remove the members and grants that people of the partner made")
	c.RunE = a.RunPicked(app.PickPartner(org.PartnershipActive), func(ctx context.Context, ref string) error { return revokeRun(ctx, a, o, ref) })
	return c
}

func revokeRun(ctx context.Context, a *app.App, o *revokeOptions, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.ApplyProved(ctx, app.Change{Done: "ended the partnership with " + ref}, o.PasswordFlags,
		func(ctx context.Context, req org.Request, attempt org.LoginAttempt) (org.ChangeSet, error) {
			return s.EndPartnership(ctx, req, org.ClientSide, org.Ending{With: ref, WithCreated: o.created, Attempt: attempt})
		})
}
