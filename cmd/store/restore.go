package storecmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newRestore(a *app.App) *cobra.Command {
	r := org.Restore{}
	c := &cobra.Command{
		Use:   "restore FILE",
		Short: "Bring a backup back in the place of the store",
		Long: `Bring a backup back in the place of the store, or where there is none. The backup is checked first, as 'orgctl store check'
does; then it takes the store's place in one step, also for programs that have the store open. The store from before is
kept beside it, as FILE.before-restore. Everybody is logged out, codes that were given are void (also those for who has lost
a second factor), and tokens are disabled unless --keep-tokens is given.`,
		Example: `orgctl store restore backup.db --yes
orgctl store restore backup.db --keep-tokens --yes`,
		Args:        app.One("FILE"),
		Annotations: app.Writes(app.FileOwner),
	}
	c.Flags().BoolVar(&r.KeepTokens, "keep-tokens", false, "let the tokens in the backup go on working")
	c.RunE = a.Run(func(ctx context.Context, args []string) error {
		r.From = args[0]
		return restoreRun(ctx, a, r)
	})
	return c
}

func restoreRun(ctx context.Context, a *app.App, r org.Restore) error {
	f, err := a.File()
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "restored the store from " + r.From + "; everybody logs in again",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return f.Restore(ctx, req, r)
		},
	})
}
