package usercmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
	"orgctl/internal/term"
)

type enableOptions struct {
	app.PasswordFlags
	otp app.OTPFlags
}

func newTwoFactorEnable(a *app.App) *cobra.Command {
	o := enableOptions{}
	c := &cobra.Command{
		Use:   "enable",
		Short: "Switch your second factor on",
		Long: `Switch your second factor on. On a terminal your password is asked, the secret is shown as text and as a QR code for the
camera of your phone, and the first code of the app is asked: only then it counts. Ten recovery codes are shown once.

A script does it in two steps: without a code the secret is made and printed (with -o json under second_factor, with the URI
that apps read); with --otp-file the code of it is compared, and the second factor is on.`,
		Example: `orgctl user 2fa enable
orgctl user 2fa enable --password-file password -o json`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.LoggedIn),
	}
	o.PasswordFlags.Bind(c)
	o.otp.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error {
		if o.otp.File != "" {
			return confirmRun(ctx, a, o)
		}
		return enrolRun(ctx, a, o)
	})
	return c
}

// enrolRun makes the secret. On a terminal it goes on to the confirmation with the same password.
func enrolRun(ctx context.Context, a *app.App, o enableOptions) error {
	e, err := newEnrolment(ctx, a, o.PasswordFlags)
	if err != nil {
		return err
	}
	if a.Interactive() && !a.Flags.Machine() {
		return e.ask(ctx)
	}
	if err := e.enrol(ctx, ""); err != nil || e.over || a.Flags.Machine() {
		return err
	}
	a.Streams.Hint("put the secret into an app, then run 'orgctl user 2fa enable --otp-file FILE' with the code that it shows:")
	return term.Write(a.Streams, fmt.Appendf(nil, "%s\n%s\n", secret.TOTPText(e.key), e.uri))
}

// enrolment is a second factor in the making.
type enrolment struct {
	*app.App
	password app.PasswordFlags
	key      []byte
	uri      string
	attempt  org.LoginAttempt // that made the secret
	over     bool             // nothing was made: there is nothing to confirm
}

func newEnrolment(ctx context.Context, a *app.App, o app.PasswordFlags) (*enrolment, error) {
	key, err := secret.NewTOTP(a.World.Rand)
	if err != nil {
		return nil, err
	}
	id, err := whoAmI(ctx, a)
	return &enrolment{App: a, password: o, key: key, uri: secret.TOTPURI(key, id.Email)}, err
}

// ask makes the secret and asks for the first code. There is no way back from the code: the secret has been made.
func (e *enrolment) ask(ctx context.Context) error {
	steps := []prompt.Step{
		{Title: "password", Ask: e.enrol},
		{Title: "first code", Ask: e.firstCode, Skip: func() bool { return e.over }},
	}
	if e.password.Given() {
		if err := e.enrol(ctx, ""); err != nil {
			return err
		}
		steps = steps[1:]
	}
	return prompt.Run(ctx, steps)
}

func (e *enrolment) enrol(ctx context.Context, title string) error {
	s, err := e.Store(ctx)
	if err != nil {
		return err
	}
	made, err := factorChange{
		Change: app.Change{
			Done: "made the secret of a second factor; it counts once it is confirmed",
			Created: func(org.ChangeSet) map[string]any {
				return map[string]any{"second_factor": map[string]any{"state": org.FactorPending, "secret": secret.TOTPText(e.key), "uri": e.uri}}
			},
		},
		step: title,
		run: func(ctx context.Context, req org.Request, attempt org.LoginAttempt) (org.ChangeSet, error) {
			e.attempt = attempt
			return s.EnrolFactor(ctx, req, attempt, e.key)
		},
	}.apply(ctx, e.App, e.password)
	e.over = !made
	return err
}

// firstCode shows the secret and asks for the first code of it. It is the same person at the same terminal, so that a
// mistyped code is asked again and counts for nothing.
func (e *enrolment) firstCode(ctx context.Context, title string) error {
	e.Streams.QR(e.uri)
	e.Prompt().Note("Scan this with the app on your phone, or type it in:\n  " + secret.TOTPText(e.key) + "\n  " + e.uri)
	match := func(code string) (ok bool) {
		e.attempt.Proof.Step, ok = secret.MatchTOTP(e.key, code, e.World.Now())
		return ok
	}
	q := prompt.Input{Step: title, Label: "The code that the app shows now", Required: true, Validate: func(code string) error {
		if !match(code) {
			return org.Invalid("this is not the code of the moment").WithHint("check that the clock of the phone is right")
		}
		return nil
	}}
	code, err := e.Prompt().Input(ctx, q)
	if err != nil {
		return err
	}
	if !match(code) {
		return org.Invalid("the time of the code is over").WithHint("run the command again")
	}
	return switchOn(ctx, e.App, e.attempt)
}

// confirmRun compares the code in the file with the secret that was made before.
func confirmRun(ctx context.Context, a *app.App, o enableOptions) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	codes, hashes, created, err := recovery(a)
	if err != nil {
		return err
	}
	done, err := factorChange{
		Change: app.Change{Done: "switched your second factor on", Created: created},
		run: func(ctx context.Context, req org.Request, attempt org.LoginAttempt) (org.ChangeSet, error) {
			return s.ConfirmFactor(ctx, req, attempt, hashes)
		},
		prove: func(ctx context.Context, attempt org.LoginAttempt) (org.LoginAttempt, error) {
			code, err := secret.ReadLine(o.otp.File, "code")
			if err != nil {
				return attempt, err
			}
			step, ok := secret.MatchTOTP(attempt.Factor.Secret, code, a.World.Now())
			if !ok {
				return attempt, s.FailFactor(ctx, attempt)
			}
			attempt.Proof.Step = step
			return attempt, nil
		},
	}.apply(ctx, a, o.PasswordFlags)
	if err != nil || !done {
		return err
	}
	return showCodes(a, codes)
}

// switchOn confirms the second factor of whoever has just given password and code.
func switchOn(ctx context.Context, a *app.App, attempt org.LoginAttempt) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	codes, hashes, created, err := recovery(a)
	if err != nil {
		return err
	}
	err = a.Apply(ctx, app.Change{
		Done: "switched your second factor on", Created: created,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			req.OpID = "" // it was used for the secret
			return s.ConfirmFactor(ctx, req, attempt, hashes)
		},
	})
	if err != nil {
		return err
	}
	return showCodes(a, codes)
}
