package accountcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/secret"
)

// NewLogout is 'orgctl logout'.
func NewLogout(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "logout",
		Short: "End your session",
		Long: `End your session. Your e-mail stays remembered, so that the next login only asks for the password; 'orgctl switch user
EMAIL --forget' drops it too.`,
		Example:     `orgctl logout`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.Anybody),
	}
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return logoutRun(ctx, a) })
	return c
}

func logoutRun(ctx context.Context, a *app.App) error {
	login, ok, err := a.CurrentLogin()
	if err != nil {
		return err
	}
	if !ok {
		return a.Report(app.Change{}, org.ChangeSet{DryRun: a.Flags.DryRun, Changes: []org.Change{}})
	}
	return a.Apply(ctx, app.Change{
		Done: "logged out " + login.Email,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			req.Token, req.Session = [32]byte{}, secret.HashCode(login.Secret) // a token is no login
			set, err := endSession(ctx, a, req)
			if err == nil && !set.DryRun {
				err = a.EndLogin(login.Email)
			}
			return set, err
		},
	})
}

// endSession ends the session in the store. One that has ended there already is what was wanted.
func endSession(ctx context.Context, a *app.App, req org.Request) (org.ChangeSet, error) {
	s, err := a.Store(ctx)
	if err != nil {
		return org.ChangeSet{}, err
	}
	set, err := s.Logout(ctx, req)
	if org.KindOf(err) == org.KindAuth {
		return org.ChangeSet{DryRun: req.DryRun, Changes: []org.Change{}}, nil
	}
	return set, err
}
