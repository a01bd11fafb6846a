package orgcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newAdd(a *app.App) *cobra.Command {
	o := &detailFlags{}
	c := &cobra.Command{
		Use:     "add SLUG --name NAME",
		Aliases: []string{"create"},
		Short:   "Add another organization, with you as its owner",
		Long: `Add another organization, with you as its owner. On a terminal, what is not given is asked.

The slug is how commands name the organization, and never changes; everything else can. Currency, locale and timezone
follow from the country unless they are given.`,
		Example: `orgctl org add beta --name "Beta Ltd" --country CH
orgctl org add gamma --name Gamma --kind association --city Lyon --country FR --locale fr_FR`,
		Args:              app.AtMostOne("SLUG"),
		Annotations:       app.Writes(app.LoggedIn),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.bind(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return addRun(ctx, a, o, args) })
	return c
}

func addRun(ctx context.Context, a *app.App, o *detailFlags, args []string) error {
	if err := check(o.edit()); err != nil {
		return err
	}
	if len(args) > 0 {
		slug, err := org.ParseSlug("slug", args[0])
		if err != nil {
			return err
		}
		o.typed.Slug = slug
	}
	var equivalent []string
	if o.typed.Slug == "" || !o.set.Changed("name") {
		if err := askNew(ctx, a, o); err != nil {
			return err
		}
		equivalent = o.equivalent("add", o.typed.Slug)
	}
	n, err := o.typed.Checked()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("added the organization %s (%s): you are its owner", n.Slug, n.Name), Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			set, err := s.AddOrg(ctx, req, n)
			return unplaced(set), err
		},
	})
}
