package accountcmd

import (
	"context"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

// redeem sets a new password by a code and goes on logged in.
func redeem(ctx context.Context, a *app.App, typed string, o proofs) error {
	code, err := secret.ParseCode(typed, secret.PrefixRecovery)
	if err != nil {
		return wrongCode(typed, err)
	}
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	email, factor, err := s.CodeOwner(ctx, secret.HashCode(code))
	if err != nil {
		return err
	}
	r := org.Redemption{Code: secret.HashCode(code)}
	attempt := org.LoginAttempt{Email: email}
	var session string
	if !a.Flags.DryRun {
		if r.Password, err = newPassword(ctx, a, o.PasswordFlags, email); err != nil {
			return err
		}
		if factor {
			if attempt, err = attemptByCode(ctx, a, s, o.otp, email); err != nil {
				return err
			}
		}
		if session, r.Session, err = a.NewSession(); err != nil {
			return err
		}
	}
	r.Proof = attempt.Proof
	return a.Apply(ctx, app.Change{
		Done: "set a new password and logged in as " + email.Shown,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			set, err := s.RedeemCode(ctx, req, r)
			if err == nil && set.Changed && !set.DryRun {
				err = a.Remember(email.Shown, session)
			}
			return set, a.Refused(ctx, attempt, err)
		},
	})
}

// attemptByCode asks for the second factor. It counts as an attempt to log in: who holds only the code must not try out
// codes of the app.
func attemptByCode(ctx context.Context, a *app.App, s *app.Store, o app.OTPFlags, email org.Email) (org.LoginAttempt, error) {
	attempt, err := s.BeginLogin(ctx, email)
	if err != nil {
		return attempt, err
	}
	return a.SecondFactor(ctx, o, attempt)
}

func newPassword(ctx context.Context, a *app.App, o app.PasswordFlags, email org.Email) (string, error) {
	password, err := a.Password(ctx, o, prompt.Password{Label: "New password of " + email.Shown, Confirm: true,
		Help:     "At least ten characters; a few words are easier to keep than signs.",
		Validate: func(pw string) error { return secret.CheckPassword(pw, email.Shown) }})
	if err != nil {
		return "", err
	}
	return a.HashPassword(password, email.Shown)
}

// wrongCode says where a code of another kind belongs.
func wrongCode(typed string, err error) error {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(typed)), secret.PrefixInvitation) {
		return org.Invalid("this is the code of an invitation").WithHint("orgctl invitation accept CODE, or orgctl signup --code CODE")
	}
	return err
}
