package productcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	var category string
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the products you may see",
		Long: `List the products you may see: owners and admins every one, others those that were granted to them.
What -o csv writes, 'orgctl product add --from' reads.`,
		Example: `orgctl product list
orgctl product list --category drive -o name
orgctl product list --filter 'label~report' --sort -price
orgctl product list -o csv > products.csv`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActSee),
	}
	c.Flags().StringVar(&category, "category", "", "only those of this `category`")
	a.CompleteScopes(c)
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a, category) })
	return c
}

func listRun(ctx context.Context, a *app.App, category string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Product]{
		Columns: columns(),
		Name:    org.Product.Ref,
		Rows:    s.Products(ctx, caller, category),
		Empty:   "no products here for you; owners and admins add them: orgctl product add drive/marketing",
	})
}
