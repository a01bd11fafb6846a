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
the client goes on paying until it accepts. Leaving full access leaves the payment with the client.

On a terminal, without flags, it is asked step by step, with what the partner has ticked.`,
		Example: `orgctl partner edit reseller --product drive/marketing,domain/acme.ch --right technical
orgctl partner edit reseller --add-product mail/office --remove-product drive/marketing
orgctl partner edit reseller --product none
orgctl partner edit reseller --access full --payment partner`,
		Args:              app.AtMostOne("PARTNER"),
		Annotations:       app.Writes(org.ActAuthorize),
		ValidArgsFunction: a.CompletePartners,
	}
	o.Bind(a, c, true)
	ask := a.Run(func(ctx context.Context, args []string) error { return editRun(ctx, a, o, args) })
	pick := a.RunPicked(app.PickPartner(org.PartnershipActive, org.PartnershipPending), func(ctx context.Context, ref string) error {
		return editRun(ctx, a, o, []string{ref})
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		if terms, err := o.Terms(); len(args) == 0 && err == nil && !terms.Empty() {
			return pick(c, args) // the flags have said the rest
		}
		return ask(c, args)
	}
	return c
}

func editRun(ctx context.Context, a *app.App, o *app.TermFlags, args []string) error {
	terms, err := o.Terms()
	if err != nil {
		return err
	}
	ref := ""
	if len(args) > 0 {
		ref = args[0]
	} else if !a.Interactive() {
		return org.Errorf(org.KindUsage, org.CodeInputRequired, "missing PARTNER").WithHint("orgctl partner edit SLUG --add-product drive/marketing")
	}
	var asked *questions
	if terms.Empty() {
		if asked, err = askEdit(ctx, a, ref); err != nil {
			return err
		}
		ref, terms = asked.partner, asked.settled()
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	change := app.Change{
		Done: "changed what partner " + ref + " gets",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.EditPartner(ctx, req, ref, terms)
		},
	}
	if asked != nil {
		asked.settle(&change, "edit")
	}
	return a.Apply(ctx, change)
}
