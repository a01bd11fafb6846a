package grantcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type fullOptions struct {
	usage  string
	inform informFlag
	app.TimeFlags
}

func newFull(a *app.App) *cobra.Command {
	o := fullOptions{}
	c := &cobra.Command{
		Use:   "full EMAIL",
		Short: "Give every management right on every product, now and to come",
		Example: `orgctl grant full jane@example.org
orgctl grant full jane@example.org --usage user --until 2027-01-31`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteUsers,
	}
	c.Flags().StringVar(&o.usage, "usage", "", "also the `role` in the services: user, admin, none")
	o.TimeFlags.Bind(c)
	o.inform.bind(c)
	c.RunE = a.RunPicked(app.PickUser(), func(ctx context.Context, ref string) error { return fullRun(ctx, a, ref, o) })
	return c
}

func fullRun(ctx context.Context, a *app.App, user string, o fullOptions) error {
	spec := org.GrantSpec{Scope: org.Scope{Kind: org.ScopeEverything}, Rights: org.AllRights, RightsSet: true}
	if o.usage != "" {
		usage, err := org.ParseUsage(o.usage)
		if err != nil {
			return err
		}
		spec.Usage, spec.UsageSet = usage, true
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	loc, err := a.Location(ctx, o.Times()...)
	if err != nil {
		return err
	}
	changes, err := o.Changes(org.Holder{User: user}, []org.GrantSpec{spec}, a.World.Now(), loc)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("gave %s every management right on everything", user),
		Run: o.inform.telling(func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.SetGrants(ctx, req, changes, false)
		}),
	})
}
