package partnercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newEdit(a *app.App) *cobra.Command {
	o := &app.TermFlags{}
	c := &cobra.Command{
		Use:   "edit PARTNER",
		Short: "Change what a partner gets: limited or full access, the products, who pays",
		Long: `Change what a partner gets, or what it was offered: limited or full access, the products, who pays. --product states the whole
selection, and none leaves the partner without any product; --add-product and --remove-product change single ones.

That the partner pays, which full access allows, it must have asked for ('orgctl client request'); otherwise it is asked, and
the client goes on paying until it accepts. Leaving full access leaves the payment with the client.`,
		Example: `orgctl partner edit reseller --product drive/marketing,domain/acme.ch --right technical
orgctl partner edit reseller --add-product mail/office --remove-product drive/marketing
orgctl partner edit reseller --product none
orgctl partner edit reseller --access full --payment partner`,
		Args:              app.One("PARTNER"),
		Annotations:       app.Writes(org.ActAuthorize),
		ValidArgsFunction: a.CompletePartners,
	}
	o.Bind(a, c, true)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return editRun(ctx, a, o, args[0]) })
	return c
}

func editRun(ctx context.Context, a *app.App, o *app.TermFlags, ref string) error {
	terms, err := o.Terms()
	if err != nil {
		return err
	}
	if terms.Empty() {
		return org.Errorf(org.KindUsage, org.CodeInputRequired, "nothing to change was given").
			WithHint("--access, --product, --add-product, --remove-product or --payment")
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "changed what partner " + ref + " gets",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.EditPartner(ctx, req, ref, terms)
		},
	})
}
