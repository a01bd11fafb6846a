package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newTwoFactorDisable(a *app.App) *cobra.Command {
	o := app.PasswordFlags{}
	c := &cobra.Command{
		Use:   "disable",
		Short: "Switch your second factor off",
		Long: `Switch your second factor off, with your password. The recovery codes are void. Where an organization of yours wants a second
factor you can do nothing more until you have one again; that is confirmed.`,
		Example:     `orgctl user 2fa disable --password-file password`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.LoggedIn),
	}
	o.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error {
		s, err := a.Store(ctx)
		if err != nil {
			return err
		}
		_, err = factorChange{Change: app.Change{Done: "switched your second factor off"}, run: s.DisableFactor}.apply(ctx, a, o)
		return err
	})
	return c
}

func newTwoFactorCodes(a *app.App) *cobra.Command {
	o := app.PasswordFlags{}
	c := &cobra.Command{
		Use:         "codes",
		Short:       "Make ten new recovery codes; those from before are void",
		Example:     `orgctl user 2fa codes`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.LoggedIn),
	}
	o.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return codesRun(ctx, a, o) })
	return c
}

func codesRun(ctx context.Context, a *app.App, o app.PasswordFlags) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	codes, hashes, created, err := recovery(a)
	if err != nil {
		return err
	}
	done, err := factorChange{
		Change: app.Change{Done: "made ten new recovery codes; those from before are void", Created: created},
		run: func(ctx context.Context, req org.Request, attempt org.LoginAttempt) (org.ChangeSet, error) {
			return s.RenewRecovery(ctx, req, attempt, hashes)
		},
	}.apply(ctx, a, o)
	if err != nil || !done {
		return err
	}
	return showCodes(a, codes)
}
