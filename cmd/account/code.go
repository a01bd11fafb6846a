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
func redeem(ctx context.Context, a *app.App, typed string, o app.PasswordFlags) error {
	code, err := secret.ParseCode(typed, secret.PrefixRecovery)
	if err != nil {
		return wrongCode(typed, err)
	}
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	email, err := s.CodeOwner(ctx, secret.HashCode(code))
	if err != nil {
		return err
	}
	var hash, session string
	var sessionHash [32]byte
	if !a.Flags.DryRun {
		if hash, err = newPassword(ctx, a, o, email); err != nil {
			return err
		}
		if session, sessionHash, err = a.NewSession(); err != nil {
			return err
		}
	}
	return a.Apply(ctx, app.Change{
		Done: "set a new password and logged in as " + email.Shown,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			set, err := s.RedeemCode(ctx, req, secret.HashCode(code), hash, sessionHash)
			if err == nil && set.Changed && !set.DryRun {
				err = a.Remember(email.Shown, session)
			}
			return set, err
		},
	})
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
