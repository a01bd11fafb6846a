package orgcmd

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "show [SLUG]",
		Short: "Show the details of an organization",
		Example: `orgctl org show
orgctl org show acme -o json`,
		Args:              app.AtMostOne("SLUG"),
		Annotations:       app.Reads(org.ActSee),
		ValidArgsFunction: a.CompleteOrgs,
	}
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return showRun(ctx, a, args) })
	return c
}

func showRun(ctx context.Context, a *app.App, args []string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if caller, err = within(a, caller, args); err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	shown := slices.DeleteFunc(columns(), func(c term.Column[org.Membership]) bool { return c.Name == "current" })
	return term.PrintOne(a.Streams, a.Flags.Format, shown, org.Membership{Org: actor.Org, Member: actor.Member})
}
