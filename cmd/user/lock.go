package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newLock(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "lock EMAIL",
		Short: "Keep a member out of the organization for now",
		Long: `Keep a member out of the organization for now: from the next command on, theirs and those of their tokens are refused here.
What they were granted stays and counts again after 'orgctl user unlock'; in their other organizations nothing changes.`,
		Example:           `orgctl user lock tom@example.org --yes`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteUsers,
	}
	c.RunE = a.RunPicked(app.PickUser(org.Active), func(ctx context.Context, ref string) error { return lockRun(ctx, a, ref, true) })
	return c
}

func newUnlock(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "unlock EMAIL",
		Short:             "Let a locked member in again",
		Example:           `orgctl user unlock tom@example.org`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteUsers,
	}
	c.RunE = a.RunPicked(app.PickUser(org.Locked), func(ctx context.Context, ref string) error { return lockRun(ctx, a, ref, false) })
	return c
}

func lockRun(ctx context.Context, a *app.App, ref string, locked bool) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	done := "unlocked "
	if locked {
		done = "locked "
	}
	return a.Apply(ctx, app.Change{
		Done: done + ref,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.LockUser(ctx, req, ref, locked)
		},
	})
}
