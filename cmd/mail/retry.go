package mailcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRetry(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:         "retry MAIL",
		Short:       "Try a mail again that was given up or that waits",
		Example:     `orgctl mail retry id:1`,
		Args:        app.One("MAIL"),
		Annotations: app.Writes(org.ActMembers),
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return retryRun(ctx, a, args[0]) })
	return c
}

func retryRun(ctx context.Context, a *app.App, ref string) error {
	id, err := org.ParseMailRef(ref)
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "made mail " + org.OutboxMail{ID: id}.Ref() + " due",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RetryMail(ctx, req, id)
		},
	})
}
