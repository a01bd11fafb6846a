package partnercmd

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type inviteOptions struct {
	app.TermFlags
	accept bool
}

func newInvite(a *app.App) *cobra.Command {
	o := &inviteOptions{}
	c := &cobra.Command{
		Use:   "invite PARTNER",
		Short: "Offer a partner access: to single products, or to everything",
		Long: `Offer a partner access: to single products (--access limited), or to everything (--access full), and with full access who
pays. The partner gets a mail with a code, or the code is printed for you to hand over if no mail goes out; it accepts or
refuses within thirty days. If it has asked to be let in already, this is the answer and it is let in at once. On a terminal
what is not given is asked, step by step.

With --accept somebody who owns both organizations accepts right away.`,
		Example: `orgctl partner invite supplier --access limited --product drive/marketing,drive/sales --right technical
orgctl partner invite supplier --access limited --grant drive/marketing=technical+statistics --grant domain/acme.ch=technical
orgctl partner invite supplier --access full --payment partner
orgctl partner invite supplier --access full --accept`,
		Args:              app.AtMostOne("PARTNER"),
		Annotations:       app.Writes(org.ActAuthorize),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.Bind(a, c, false)
	c.Flags().BoolVar(&o.accept, "accept", false, "accept at once, as an owner of the partner, too")
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return inviteRun(ctx, a, o, args) })
	return c
}

func inviteRun(ctx context.Context, a *app.App, o *inviteOptions, args []string) error {
	offer := org.Offer{Accept: o.accept}
	var err error
	if offer.Terms, err = o.Terms(); err != nil {
		return err
	}
	if len(args) > 0 {
		offer.To = args[0]
	}
	asked, err := completeOffer(ctx, a, &offer)
	if err != nil {
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
	offer.Code = code.Hash()
	done := "invited " + offer.To
	if offer.Accept {
		done = "let partner " + offer.To + " in"
	}
	change := app.Change{
		Done: done,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.InvitePartner(ctx, req, offer)
		},
	}
	if asked != nil {
		asked.settle(&change, "invite")
		if offer.Accept {
			change.Equivalent = append(change.Equivalent, "--accept")
		}
	}
	return a.ApplyOffer(ctx, change, code)
}

// completeOffer asks for what an offer lacks; where nobody can be asked, it says which flag is missing.
func completeOffer(ctx context.Context, a *app.App, offer *org.Offer) (*questions, error) {
	if offer.Terms.Access == org.NoPartner && offer.Terms.Selects() {
		offer.Terms.Access = org.PartnerLimited
	}
	whole := offer.Terms.Access == org.PartnerFull || offer.Terms.Selects()
	switch {
	case offer.To != "" && whole:
		return nil, nil
	case a.Interactive():
		return askOffer(ctx, a, offer)
	case offer.To == "":
		return nil, org.Errorf(org.KindUsage, org.CodeInputRequired, "missing PARTNER").
			WithHint("orgctl partner invite SLUG --access limited --product drive/marketing; 'orgctl partner search' finds partners")
	case offer.Terms.Access == org.NoPartner:
		return nil, lacks(ctx, a, offer.To, app.Need("access", "one of limited, full"))
	}
	return nil, lacks(ctx, a, offer.To, app.Need("product", "limited access is to products: --product drive/marketing, or none for now"))
}

// lacks is what is missing of an offer, and says so if the partner is misspelled as well: one shall not find the right flag
// for nobody.
func lacks(ctx context.Context, a *app.App, to string, missing error) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return missing
	}
	_, err = a.Preview(ctx, app.Change{Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return s.InvitePartner(ctx, req, org.Offer{To: to, Terms: org.PartnerTerms{Access: org.PartnerLimited, Replace: true}})
	}})
	need, is := errors.AsType[*org.Error](missing)
	wrong, found := errors.AsType[*org.Error](err)
	if !is || !found || wrong.Kind != org.KindNotFound {
		return missing
	}
	return org.Errorf(need.Kind, need.Code, "%s, and %s", wrong.Msg, need.Msg).WithHint("%s; %s", wrong.Hint, need.Hint)
}
