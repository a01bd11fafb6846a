package productcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRemove(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "remove CATEGORY/NAME",
		Aliases: []string{"rm", "delete"},
		Short:   "Remove a product and every grant on it",
		Long: `Remove a product and every grant on it. Who loses access by it is said first. A product that is added again under the same
name is a new one: the grants don't come back.`,
		Example: `orgctl product remove drive/sales --dry-run
orgctl product remove drive/sales --yes`,
		Args:              app.AtMostOne("CATEGORY/NAME"),
		Annotations:       app.Writes(org.ActProducts),
		ValidArgsFunction: one(a.CompleteProducts),
	}
	c.RunE = a.RunPicked(app.PickProduct(), func(ctx context.Context, ref string) error { return removeRun(ctx, a, ref) })
	return c
}

func removeRun(ctx context.Context, a *app.App, ref string) error {
	if _, err := org.ParseProductRef(ref); err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	_, err = apply(ctx, a, ref, app.Change{
		Done: "removed",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RemoveProduct(ctx, req, ref)
		},
	})
	return err
}
