package storecmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newBackup(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a verified copy of the store to a new file",
		Long: `Write a verified copy of the store to a new file, while others go on working. The copy is opened and compared with the store
before it gets its name, can be read by you alone, and never replaces a file. It holds everything that the store holds.`,
		Example:     `orgctl store backup monday.db`,
		Args:        app.One("FILE"),
		Annotations: app.Writes(app.FileOwner),
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return backupRun(ctx, a, args[0]) })
	return c
}

func backupRun(ctx context.Context, a *app.App, to string) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "backed the store up to " + to,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.Backup(ctx, req, to)
		},
	})
}
