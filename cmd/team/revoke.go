package teamcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRevoke(a *app.App) *cobra.Command {
	o := app.RevokeFlags{}
	c := &cobra.Command{
		Use:   "revoke TEAM",
		Short: "Take access away from a team",
		Long: `Take access away from a team: exactly the named scope, nothing else. It is 'orgctl grant revoke' for a team; whom it is
taken from is said before.`,
		Example: `orgctl team revoke design --product mail/office --split
orgctl team revoke design --category mail
orgctl team revoke design --all`,
		Args:              app.AtMostOne("TEAM"),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteTeams,
	}
	o.Bind(c)
	a.CompleteScopes(c)
	c.RunE = a.RunPicked(app.PickTeam(), func(ctx context.Context, ref string) error { return revokeRun(ctx, a, ref, o) })
	return c
}

func revokeRun(ctx context.Context, a *app.App, team string, o app.RevokeFlags) error {
	r, err := o.Revocation(org.Holder{Team: team})
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "took access from team " + team,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RevokeGrants(ctx, req, r)
		},
	})
}
