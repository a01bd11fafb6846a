package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	var team string
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the people of the organization, with their roles",
		Example: `orgctl user list
orgctl user list --filter role=external --columns +created_at
orgctl user list --team design
orgctl user list -o csv > users.csv`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActMembers),
	}
	c.Flags().StringVar(&team, "team", "", "only those in this `team`")
	a.CompleteScopes(c)
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a, team) })
	return c
}

func listRun(ctx context.Context, a *app.App, team string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Member]{
		Columns: columns(), Name: email, Rows: s.Users(ctx, caller, org.UserFilter{Team: team}), Empty: "nobody",
	})
}
