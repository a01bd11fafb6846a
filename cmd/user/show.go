package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "show EMAIL",
		Short: "Show one member",
		Example: `orgctl user show jane@example.org
orgctl user show jane@example.org -o json`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Reads(org.ActSee),
		ValidArgsFunction: a.CompleteUsers,
	}
	app.Shows(c, columns())
	c.RunE = a.RunPicked(app.PickUser().OrOwn(), func(ctx context.Context, ref string) error { return showRun(ctx, a, ref) })
	return c
}

func showRun(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	m, err := s.User(ctx, caller, ref)
	if err != nil {
		return err
	}
	return term.PrintOne(a.Streams, a.Flags.Format, columns(), m)
}
