package tokencmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRevoke(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "revoke ID",
		Aliases: []string{"rm", "remove", "delete"},
		Short:   "End a token at once",
		Long: `End a token at once: whatever uses it is refused from then on. Everybody may end their own; whoever manages members also
those of others.`,
		Example:           `orgctl token revoke id:1 --yes`,
		Args:              app.One("ID"),
		Annotations:       app.Writes(org.ActSee),
		ValidArgsFunction: a.CompleteTokens,
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return revokeRun(ctx, a, args[0]) })
	return c
}

func revokeRun(ctx context.Context, a *app.App, typed string) error {
	if _, err := org.ParseTokenID(typed); err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "revoked token " + typed,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RevokeToken(ctx, req, typed)
		},
	})
}

// ref is how one types a token.
func ref(k org.Token) string { return fmt.Sprintf("id:%d", k.ID) }
