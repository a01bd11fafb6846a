package grantcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type revokeOptions struct {
	products   []string
	category   string
	everything bool
	all        bool
	split      bool
}

func newRevoke(a *app.App) *cobra.Command {
	o := revokeOptions{}
	c := &cobra.Command{
		Use:   "revoke EMAIL",
		Short: "Take direct access away",
		Long: `Take direct access away: exactly the named scope, nothing else.

What somebody still has through a rule, a team or their role is said afterwards, and listed as "remaining" with -o json. If
there is no direct grant but access remains, nothing is done and the exit code is 4. --split turns the rule of the category
into single grants for its other products and a rule for those to come.`,
		Example: `orgctl grant revoke jane@example.org --product drive/marketing
orgctl grant revoke jane@example.org --product drive/marketing --split
orgctl grant revoke jane@example.org --category drive
orgctl grant revoke jane@example.org --all`,
		Args:              app.One("EMAIL"),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteUsers,
	}
	f := c.Flags()
	f.StringSliceVar(&o.products, "product", nil, "`category/name` of a product")
	f.StringVar(&o.category, "category", "", "the rule on a `category`")
	f.BoolVar(&o.everything, "everything", false, "the rule on everything")
	f.BoolVar(&o.all, "all", false, "every direct grant and rule")
	f.BoolVar(&o.split, "split", false, "with --product: split the rule that covers it")
	c.MarkFlagsOneRequired("product", "category", "everything", "all")
	c.MarkFlagsMutuallyExclusive("all", "product")
	c.MarkFlagsMutuallyExclusive("all", "category")
	c.MarkFlagsMutuallyExclusive("all", "everything")
	a.CompleteScopes(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return revokeRun(ctx, a, args[0], o) })
	return c
}

func revokeRun(ctx context.Context, a *app.App, user string, o revokeOptions) error {
	r := org.Revocation{User: user, All: o.all, Split: o.split}
	if o.split && len(o.products) == 0 {
		return org.Invalid("--split goes with --product").WithHint("name the product that shall be left out of the rule")
	}
	for _, ref := range o.products {
		scope, err := productScope(ref)
		if err != nil {
			return err
		}
		r.Scopes = append(r.Scopes, scope)
	}
	if o.category != "" {
		scope, err := org.ParseScope(o.category + "/@all")
		if err != nil {
			return err
		}
		r.Scopes = append(r.Scopes, scope)
	}
	if o.everything {
		r.Scopes = append(r.Scopes, org.Scope{Kind: org.ScopeEverything})
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("took direct access from %s", user),
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RevokeGrants(ctx, req, r)
		},
	})
}
