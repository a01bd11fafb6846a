package clientcmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRequest(a *app.App) *cobra.Command {
	o := &app.AccessFlags{}
	c := &cobra.Command{
		Use:   "request ORGANIZATION",
		Short: "Ask an organization to be let in as its partner, or a client to be allowed to pay for it",
		Long: `Ask an organization to be let in as its partner. Its owners get a mail with a code, or the code is printed for you to hand
over if no mail goes out; within thirty days one of them answers, with what you asked for or something else.

In a partnership with full access, --payment partner asks that the partner pay from now on.`,
		Example: `orgctl client request acme --access full --payment partner --org supplier
orgctl client request acme --access limited --org supplier`,
		Args:              app.One("ORGANIZATION"),
		Annotations:       app.Writes(org.ActClients),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return requestRun(ctx, a, o, args[0]) })
	return c
}

func requestRun(ctx context.Context, a *app.App, o *app.AccessFlags, ref string) error {
	terms, err := o.Terms()
	if err != nil {
		return err
	}
	if terms.Access == org.NoPartner {
		if terms.Payment != org.PartnerSide {
			return app.Need("access", "one of %s", strings.Join([]string{"limited", "full"}, ", "))
		}
		terms.Access = org.PartnerFull // nothing else lets a partner pay
	}
	if err := terms.Check(); err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	code, err := a.OfferCode()
	if err != nil {
		return err
	}
	offer := org.Offer{To: ref, Terms: terms, Code: code.Hash()}
	return a.ApplyOffer(ctx, app.Change{
		Done: "asked " + ref,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RequestClient(ctx, req, offer)
		},
	}, code)
}
