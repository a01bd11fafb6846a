package app

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

// OTPFlags hand over the code of a second factor.
type OTPFlags struct{ File string }

// Bind adds the flag.
func (o *OTPFlags) Bind(c *cobra.Command) {
	c.Flags().StringVar(&o.File, "otp-file", "", "the `file` whose first line is the code of your second factor, or a recovery code")
}

// SecondFactor asks for the second factor of an attempt whose password was right, if there is one. Whether it is right the
// store says: a code counts once.
func (a *App) SecondFactor(ctx context.Context, o OTPFlags, attempt org.LoginAttempt) (org.LoginAttempt, error) {
	if !attempt.Factor.On {
		return attempt, nil
	}
	code, err := a.otp(ctx, o, attempt.Email)
	if err != nil {
		return attempt, err
	}
	step, ok := secret.MatchTOTP(attempt.Factor.Secret, code, a.World.Now())
	if ok {
		attempt.Proof.Step = step
	} else {
		attempt.Proof.Recovery = secret.HashRecovery(code)
	}
	return attempt, nil
}

func (a *App) otp(ctx context.Context, o OTPFlags, email org.Email) (string, error) {
	switch {
	case o.File != "":
		return secret.ReadLine(o.File, "code")
	case !a.Interactive():
		return "", org.Errorf(org.KindAuth, org.Code2FARequired, "missing --otp-file: %q has a second factor", email.Shown).
			WithHint("a file with the code that the app shows now, or with a recovery code; try again in a moment")
	}
	return a.Prompt().Input(ctx, prompt.Input{Label: "Code from your app, or a recovery code", Required: true})
}

// Refused notes an attempt whose second factor was wrong in the log; other errors stay as they are.
func (a *App) Refused(ctx context.Context, attempt org.LoginAttempt, err error) error {
	if e, ok := errors.AsType[*org.Error](err); !ok || e.Code != org.CodeWrongFactor {
		return err
	}
	s, opening := a.Store(ctx)
	if opening != nil {
		return opening
	}
	return s.FailFactor(ctx, attempt)
}
