package grantcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type setOptions struct {
	app.ScopeFlags
	app.TimeFlags
	batch  app.BatchFlags
	inform informFlag
}

func newSet(a *app.App) *cobra.Command {
	o := setOptions{}
	c := &cobra.Command{
		Use:   "set EMAIL",
		Short: "State somebody's access to products, a category or everything",
		Long: `State somebody's access to products, a category or everything.

What is named is brought to what is said; other scopes are untouched, and so is what is not given: --right alone leaves
the usage as it is. A scope holds one standing and one temporary grant (with --from-time or --until); they add up.

--inform tells the person by mail what they may do now and could do before; with --from everybody in the file, one mail each.`,
		Example: `orgctl grant set jane@example.org --product drive/marketing --right technical,statistics --usage user
orgctl grant set jane@example.org --category drive --all --right technical
orgctl grant set jane@example.org --grant drive/marketing=technical+use --grant mail/@future=statistics
orgctl grant set jane@example.org --product drive/marketing --right technical --until 8h --reason "restore a backup"
orgctl grant set jane@example.org --product drive/sales --right statistics --inform
orgctl grant set --from grants.csv`,
		Args:              app.SubjectOrFile(&o.batch),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteUsers,
	}
	o.ScopeFlags.Bind(c)
	o.TimeFlags.Bind(c)
	o.batch.Bind(c)
	o.inform.bind(c)
	a.CompleteScopes(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error {
		if o.batch.Given() {
			return setFileRun(ctx, a, o)
		}
		return setRun(ctx, a, args[0], o)
	})
	return c
}

func setRun(ctx context.Context, a *app.App, user string, o setOptions) error {
	if !o.Given() {
		return app.Need("product", "or --category, --everything or --grant; 'orgctl grant edit' asks step by step on a terminal")
	}
	specs, err := o.Specs()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	loc, err := a.Location(ctx, o.Times()...)
	if err != nil {
		return err
	}
	changes, err := o.Changes(org.Holder{User: user}, specs, a.World.Now(), loc)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("set the access of %s", user),
		Run: o.inform.telling(func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.SetGrants(ctx, req, changes, false)
		}),
	})
}
