package grantcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type copyOptions struct {
	to     string
	inform informFlag
}

func newCopy(a *app.App) *cobra.Command {
	o := copyOptions{}
	c := &cobra.Command{
		Use:   "copy EMAIL --to EMAIL",
		Short: "Give somebody what somebody else was granted",
		Long: `Give somebody what somebody else was granted. Direct grants and rules are merged into those that are there: nothing is
taken away. Access through teams or a role is not copied.`,
		Example:           `orgctl grant copy jane@example.org --to tom@example.org`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteUsers,
	}
	c.Flags().StringVar(&o.to, "to", "", "the `e-mail` of the other")
	o.inform.bind(c)
	_ = c.MarkFlagRequired("to") // the flag is there
	app.Completes(c, "to", a.CompleteUsers)
	c.RunE = a.RunPicked(app.PickUser(), func(ctx context.Context, ref string) error { return copyRun(ctx, a, ref, o) })
	return c
}

func copyRun(ctx context.Context, a *app.App, from string, o copyOptions) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("copied the grants of %s to %s", from, o.to),
		Run: o.inform.telling(func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.CopyGrants(ctx, req, from, o.to)
		}),
	})
}
