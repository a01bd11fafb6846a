package orgcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newEdit(a *app.App) *cobra.Command {
	o := &detailFlags{}
	c := &cobra.Command{
		Use:   "edit [SLUG]",
		Short: "Change the details of an organization",
		Long: `Change the details of an organization. What is not given stays; on a terminal, without any of the flags, it is asked. An
empty text removes a detail, and brings currency, locale and timezone back to what the country has. The slug never changes.

With --require-2fa nobody can do anything in the organization any more before they have a second factor: 'orgctl user 2fa
enable'. Whom that blocks is shown before; you must have one yourself. --require-2fa=false ends it.`,
		Example: `orgctl org edit --phone "+41 22 555 01 23" --website https://www.example.org
orgctl org edit acme --street "Rue du Lac 1" --postal-code 1200 --city Genève
orgctl org edit --phone ""
orgctl org edit --require-2fa=false`,
		Args:              app.AtMostOne("SLUG"),
		Annotations:       app.Writes(org.ActEditOrg),
		ValidArgsFunction: a.CompleteOrgs,
	}
	o.bind(c)
	c.Flags().BoolVar(&o.want, requireFactor, false, "whether members need a second factor to do anything here")
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return editRun(ctx, a, o, args) })
	return c
}

func editRun(ctx context.Context, a *app.App, o *detailFlags, args []string) error {
	if !o.given() && !a.Interactive() {
		return app.Need("name", "or --kind, --street, --phone and so on: what shall change?")
	}
	if err := check(o.edit()); err != nil {
		return err
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if caller, err = within(a, caller, args); err != nil {
		return err
	}
	var equivalent []string
	if !o.given() {
		if err := askEdit(ctx, a, o, caller); err != nil {
			return err
		}
		equivalent = o.equivalent("edit", caller.Org)
	}
	return a.Apply(ctx, app.Change{
		Done: "edited the details", Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			req.Org = caller.Org
			return s.EditOrg(ctx, req, o.edit())
		},
	})
}
