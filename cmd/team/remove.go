package teamcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRemove(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "remove TEAM",
		Aliases: []string{"rm", "delete"},
		Short:   "Remove a team, with everything that came only through it",
		Long: `Remove a team, with everything that came only through it. Before that, it is said who loses what; what somebody also has
by themselves or through another team stays.`,
		Example: `orgctl team remove design --dry-run
orgctl team remove design --yes`,
		Args:              app.AtMostOne("TEAM"),
		Annotations:       app.Writes(org.ActTeams),
		ValidArgsFunction: a.CompleteTeams,
	}
	c.RunE = a.RunPicked(app.PickTeam(), func(ctx context.Context, ref string) error { return removeRun(ctx, a, ref) })
	return c
}

func removeRun(ctx context.Context, a *app.App, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "removed team " + ref,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RemoveTeam(ctx, req, ref)
		},
	})
}
