package grantcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type revokeOptions struct {
	app.RevokeFlags
	inform informFlag
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
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteUsers,
	}
	o.Bind(c)
	o.inform.bind(c)
	a.CompleteScopes(c)
	c.RunE = a.RunPicked(app.PickUser(), func(ctx context.Context, ref string) error { return revokeRun(ctx, a, ref, o) })
	return c
}

func revokeRun(ctx context.Context, a *app.App, user string, o revokeOptions) error {
	r, err := o.Revocation(org.Holder{User: user})
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("took direct access from %s", user),
		Run: o.inform.telling(func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RevokeGrants(ctx, req, r)
		}),
	})
}
