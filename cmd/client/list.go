package clientcmd

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
		Short:   "List the clients: all of them, or those that you are assigned to",
		Example: `orgctl client list --org reseller
orgctl client list --org reseller --filter state=active --sort -last_activity -o csv > clients.csv`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActEnter),
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
	clients, err := s.Clients(ctx, caller)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.PartnerRow]{
		Columns: columns(a.World.Now()),
		Name:    func(r org.PartnerRow) string { return r.Client },
		Rows:    term.Rows(clients),
		Empty:   "no clients; ask for one with 'orgctl client request', or make one with 'orgctl client add'",
	})
}
