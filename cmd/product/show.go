package productcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "show CATEGORY/NAME",
		Short: "Show a product",
		Long:  `Show a product. Who may do what with it, 'orgctl grant who' says.`,
		Example: `orgctl product show drive/marketing
orgctl product show drive/marketing -o json`,
		Args:              app.AtMostOne("CATEGORY/NAME"),
		Annotations:       app.Reads(org.ActSee),
		ValidArgsFunction: one(a.CompleteProducts),
	}
	app.Shows(c, columns())
	c.RunE = a.RunPicked(app.PickProduct(), func(ctx context.Context, ref string) error { return showRun(ctx, a, ref) })
	return c
}

func showRun(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	p, err := s.Product(ctx, caller, ref)
	if err != nil {
		return err
	}
	shown := append([]term.Column[org.Product]{reference()}, columns()...) // the first column is what -o name prints
	return term.PrintOne(a.Streams, a.Flags.Format, shown, p)
}
