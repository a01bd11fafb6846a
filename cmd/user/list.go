package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the people of the organization, with their roles",
		Example: `orgctl user list
orgctl user list --filter role=external --columns +created_at
orgctl user list -o csv > users.csv`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActMembers),
	}
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a) })
	return c
}

func listRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Member]{
		Columns: columns(), Name: email, Rows: s.Users(ctx, caller), Empty: "nobody",
	})
}
