package partnercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newAccept(a *app.App) *cobra.Command {
	o := &app.TermFlags{}
	c := &cobra.Command{
		Use:   "accept CODE|SLUG",
		Short: "Accept an offer: a client's invitation, a partner's request, or to pay for a client",
		Long: `Accept an offer: a client's invitation, a partner's request to be let in, or that the partner pays. The code of the mail says
which offer is meant, wherever you work; the slug of the other side does for who works in the organization that was asked.
Only an owner of it may answer.

Whoever answers a request says what the partner gets, with the flags of 'partner invite'; what is not said is as it was
asked.`,
		Example: `orgctl partner accept delta --org reseller
orgctl partner accept reseller --org omega --access full`,
		Args:              app.One("CODE or SLUG"),
		Annotations:       app.Writes(app.LoggedIn),
		ValidArgsFunction: a.CompletePartners,
	}
	o.Bind(a, c, false)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return acceptRun(ctx, a, o, args[0]) })
	return c
}

func acceptRun(ctx context.Context, a *app.App, o *app.TermFlags, word string) error {
	slug, code, err := app.OfferRef(word)
	if err != nil {
		return err
	}
	terms, err := o.Terms()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: answered("accepted", slug),
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.AcceptPartnership(ctx, req, slug, code, terms)
		},
	})
}

func answered(how, slug string) string {
	if slug == "" {
		return how + " the offer"
	}
	return how + " the offer of " + slug
}
