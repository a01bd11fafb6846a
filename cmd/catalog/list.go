package catalogcmd

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
		Short:   "List the categories",
		Long: `List the categories by group: the rights that their products offer, whether they have users of their own, and the other
names they answer to. Those of the organization itself come last.`,
		Example: `orgctl catalog list
orgctl catalog list --filter usage=true -o name
orgctl catalog list --filter own=true -o yaml > catalog.yaml`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActSee),
	}
	app.Shows(c, columns(ownTexts))
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a) })
	return c
}

func listRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	catalog, err := s.Catalog(ctx, caller)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Category]{
		Columns: columns(ownTexts),
		Name:    func(c org.Category) string { return c.Code },
		Rows:    term.Rows(catalog.All()),
	})
}
