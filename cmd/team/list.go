package teamcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	f := org.TeamFilter{}
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the work teams: all of them, or your own if you don't manage them",
		Example: `orgctl team list
orgctl team list --user eve@example.org
orgctl team list --filter colour=blue -o name`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActTeams),
	}
	c.Flags().StringVar(&f.User, "user", "", "only those that this `e-mail` is in")
	app.Completes(c, "user", a.CompleteUsers)
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a, f) })
	return c
}

func listRun(ctx context.Context, a *app.App, f org.TeamFilter) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	teams, err := s.Teams(ctx, caller, f)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Team]{
		Columns: columns(),
		Name:    func(t org.Team) string { return t.Slug },
		Rows:    term.Rows(teams),
		Empty:   "no teams; add one with 'orgctl team add'",
	})
}
