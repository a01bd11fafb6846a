package partnercmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the partners, with open offers and those that are over",
		Example: `orgctl partner list
orgctl partner list --filter state=active -o name`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActSeePartners),
	}
	app.Shows(c, columns(time.Time{}))
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a) })
	return c
}

func listRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	partners, err := s.Partners(ctx, caller)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.PartnerRow]{
		Columns: columns(a.World.Now()),
		Name:    func(r org.PartnerRow) string { return r.Partner },
		Rows:    term.Rows(partners),
		Empty:   "no partners; find one with 'orgctl partner search' and let it in with 'orgctl partner invite'",
	})
}
