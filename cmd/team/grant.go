package teamcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type grantOptions struct {
	app.ScopeFlags
	app.TimeFlags
}

func newGrant(a *app.App) *cobra.Command {
	o := grantOptions{}
	c := &cobra.Command{
		Use:   "grant TEAM",
		Short: "State a team's access to products, a category or everything",
		Long: `State a team's access to products, a category or everything. It is 'orgctl grant set' for a team: what is named is brought to
what is said, and other scopes are untouched.`,
		Example: `orgctl team grant design --product drive/sales --right technical --usage user
orgctl team grant design --grant drive/@all=statistics+use --grant mail/@future=technical
orgctl team grant design --product drive/marketing --right technical --until 8h --reason "moving the archive"`,
		Args:              app.AtMostOne("TEAM"),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteTeams,
	}
	o.ScopeFlags.Bind(c)
	o.TimeFlags.Bind(c)
	a.CompleteScopes(c)
	c.RunE = a.RunPicked(app.PickTeam(), func(ctx context.Context, ref string) error { return grantRun(ctx, a, ref, o) })
	return c
}

func grantRun(ctx context.Context, a *app.App, team string, o grantOptions) error {
	if !o.Given() {
		return app.Need("product", "or --category, --everything or --grant")
	}
	specs, err := o.Specs()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	loc, err := a.Location(ctx, o.Times()...)
	if err != nil {
		return err
	}
	changes, err := o.Changes(org.Holder{Team: team}, specs, a.World.Now(), loc)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "set the access of team " + team,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.SetGrants(ctx, req, changes, false)
		},
	})
}
