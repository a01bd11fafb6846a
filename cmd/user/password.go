package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

type passwordOptions struct {
	app.PasswordFlags
	newFile string
}

func newPassword(a *app.App) *cobra.Command {
	o := passwordOptions{}
	c := &cobra.Command{
		Use:   "password",
		Short: "Change your own password",
		Long: `Change your own password. Your other sessions end. On a terminal both passwords are asked; elsewhere the present one comes
from --password-file and the new one from --new-password-file, or with --password-stdin both from standard input, the
present one on the first line and the new one on the second.`,
		Example:     `orgctl user password --password-file password --new-password-file new-password`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.LoggedIn),
	}
	o.PasswordFlags.Bind(c)
	c.Flags().StringVar(&o.newFile, "new-password-file", "", "the `file` whose first line is the new password")
	c.MarkFlagsMutuallyExclusive("new-password-file", "password-stdin")
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return passwordRun(ctx, a, o) })
	return c
}

func passwordRun(ctx context.Context, a *app.App, o passwordOptions) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	id, err := s.Person(ctx, caller)
	if err != nil {
		return err
	}
	c := app.Change{Done: "changed the password of " + id.Email}
	if a.Flags.DryRun {
		return a.Report(c, org.ChangeSet{DryRun: true, Changed: true, Changes: []org.Change{{Action: "edit", Kind: "password", Ref: id.Email}}})
	}
	attempt, hash, err := o.passwords(ctx, a, id.Email)
	if err != nil {
		return err
	}
	c.Run = func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return s.ChangePassword(ctx, req, attempt, hash)
	}
	return a.Apply(ctx, c)
}

// passwords reads both passwords and compares the present one; the new one is returned as its hash.
func (o passwordOptions) passwords(ctx context.Context, a *app.App, login string) (attempt org.LoginAttempt, hash string, err error) {
	if o.File != "" && o.newFile == "" && !a.Interactive() {
		return attempt, "", app.Need("new-password-file", "a file with the new password")
	}
	email, err := org.ParseEmail(login)
	if err != nil {
		return attempt, "", err
	}
	present, err := a.Password(ctx, o.PasswordFlags, prompt.Password{Label: "Your present password"})
	if err != nil {
		return attempt, "", err
	}
	next, err := a.Password(ctx, app.PasswordFlags{File: o.newFile, Stdin: o.Stdin}, prompt.Password{Label: "Your new password", Confirm: true,
		Help:     "At least ten characters; a few words are easier to keep than signs.",
		Validate: func(pw string) error { return secret.CheckPassword(pw, login) }})
	if err != nil {
		return attempt, "", err
	}
	if hash, err = a.HashPassword(next, login); err != nil {
		return attempt, "", err
	}
	// Last, so that a new password that is too short does not count as a failed attempt.
	attempt, err = a.Verify(ctx, email, present)
	return attempt, hash, err
}
