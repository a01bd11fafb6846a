package accountcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// proofs are what a login takes: a password, and a second factor of those who have one.
type proofs struct {
	app.PasswordFlags
	otp app.OTPFlags
}

func (o *proofs) bind(c *cobra.Command) {
	o.PasswordFlags.Bind(c)
	o.otp.Bind(c)
}

type loginOptions struct {
	proofs
	email string
	code  string
}

// NewLogin is 'orgctl login'.
func NewLogin(a *app.App) *cobra.Command {
	o := loginOptions{}
	c := &cobra.Command{
		Use:   "login",
		Short: "Log in with your e-mail and password, or with a code",
		Long: `Log in with your e-mail and password. A session lasts twelve hours without use and at most thirty days; your e-mail is
remembered for 'orgctl switch user'. Each login is a session of its own: --op-id goes with --code only.

Somebody with a second factor gives the code that their app shows, or a recovery code; --otp-file names a file with it.

Somebody who was given a code, by 'orgctl user reset' or 'orgctl store recover', logs in with --code: the password given
with it becomes the new one, and all other sessions of the login end.`,
		Example: `orgctl login
orgctl login --email olivia@example.org --password-file password`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.Anybody),
	}
	c.Flags().StringVar(&o.email, "email", "", "your `e-mail`")
	c.Flags().StringVar(&o.code, "code", "", "a `code` that lets you choose a new password")
	o.bind(c)
	c.MarkFlagsMutuallyExclusive("email", "code")
	app.Completes(c, "email", completeRemembered(a))
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return loginRun(ctx, a, o) })
	return c
}

func loginRun(ctx context.Context, a *app.App, o loginOptions) error {
	if _, err := a.Store(ctx); err != nil {
		return err
	}
	if o.code != "" {
		return redeem(ctx, a, o.code, o.proofs)
	}
	email, err := whoLogsIn(ctx, a, o.email)
	if err != nil {
		return err
	}
	return logIn(ctx, a, email, o.proofs)
}

// whoLogsIn is the e-mail given or, on a terminal, asked for; the one used last is the default.
func whoLogsIn(ctx context.Context, a *app.App, given string) (org.Email, error) {
	if given == "" {
		if !a.Interactive() {
			return org.Email{}, app.Need("email", "the e-mail you log in with")
		}
		last, err := lastUsed(a)
		if err != nil {
			return org.Email{}, err
		}
		if given, err = a.Prompt().Input(ctx, prompt.Input{Label: "Your e-mail", Default: last, Required: true, Validate: validEmail}); err != nil {
			return org.Email{}, err
		}
	}
	return org.ParseEmail(given)
}

func validEmail(s string) error {
	_, err := org.ParseEmail(s)
	return err
}

// logIn opens a session and makes it the one in use. A dry run looks at no password, so it promises the same to anybody.
// Nor does it take an --op-id: each login is a session of its own, and the secret of an earlier one can't be given again.
func logIn(ctx context.Context, a *app.App, email org.Email, o proofs) error {
	if a.Flags.OpID != "" {
		return org.Errorf(org.KindUsage, org.CodeUsage, "logging in takes no --op-id").
			WithHint("leave it out: whoever logs in twice has two sessions, and 'orgctl logout' ends one")
	}
	if a.Flags.DryRun {
		return a.Report(app.Change{}, org.ChangeSet{DryRun: true, Changed: true, Changes: []org.Change{{Action: "add", Kind: "session", Ref: email.Shown}}})
	}
	password, err := a.Password(ctx, o.PasswordFlags, prompt.Password{Label: "Password of " + email.Shown})
	if err != nil {
		return err
	}
	attempt, err := a.Verify(ctx, email, password)
	if err != nil {
		return err
	}
	if attempt, err = a.SecondFactor(ctx, o.otp, attempt); err != nil {
		return err
	}
	rehash := ""
	if a.World.Hash.Rehash(attempt.Hash) {
		if rehash, err = a.World.Hash.Hash(a.World.Rand, password); err != nil {
			return err
		}
	}
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	session, hash, err := a.NewSession()
	if err != nil {
		return err
	}
	set, err := s.FinishLogin(ctx, attempt, hash, rehash)
	if err != nil {
		return a.Refused(ctx, attempt, err)
	}
	if err := a.Remember(attempt.Email.Shown, session); err != nil {
		return err
	}
	return a.Report(app.Change{Done: "logged in as " + attempt.Email.Shown}, set)
}
