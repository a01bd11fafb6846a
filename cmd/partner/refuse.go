package partnercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRefuse(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "refuse CODE|SLUG",
		Short:             "Refuse an offer of a client or a partner",
		Example:           `orgctl partner refuse delta --org reseller`,
		Args:              app.One("CODE or SLUG"),
		Annotations:       app.Writes(app.LoggedIn),
		ValidArgsFunction: a.CompletePartners,
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return refuseRun(ctx, a, args[0]) })
	return c
}

func refuseRun(ctx context.Context, a *app.App, word string) error {
	slug, code, err := app.OfferRef(word)
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: answered("refused", slug),
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RefusePartnership(ctx, req, slug, code)
		},
	})
}
