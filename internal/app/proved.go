package app

import (
	"context"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

// ApplyProved runs a change that takes the password of whoever acts, beside the confirmation: --yes never replaces it. The
// password is read last, when everything else has been found in order, so that no attempt is counted for nothing.
func (a *App) ApplyProved(ctx context.Context, c Change, flags PasswordFlags, run func(context.Context, org.Request, org.LoginAttempt) (org.ChangeSet, error)) error {
	if !flags.Given() && !a.Interactive() && !a.Flags.DryRun {
		_, err := secret.ReadPassword("", false, nil)
		return err
	}
	var attempt org.LoginAttempt
	c.Run = func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		if req.DryRun || !req.Confirmed {
			return run(ctx, req, attempt)
		}
		look := req
		look.DryRun = true
		set, err := run(ctx, look, attempt)
		if err != nil || set.Replayed || !set.Changed {
			return set, err
		}
		if attempt, err = a.prove(ctx, flags); err != nil {
			return set, err
		}
		return run(ctx, req, attempt)
	}
	return a.Apply(ctx, c)
}

// prove asks for the password of whoever is logged in, and compares it as a counted attempt.
func (a *App) prove(ctx context.Context, flags PasswordFlags) (org.LoginAttempt, error) {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return org.LoginAttempt{}, err
	}
	id, err := s.Whoami(ctx, org.Caller{Session: caller.Session, Token: caller.Token})
	if err != nil {
		return org.LoginAttempt{}, err
	}
	email, err := org.ParseEmail(id.Email)
	if err != nil {
		return org.LoginAttempt{}, err
	}
	password, err := a.Password(ctx, flags, prompt.Password{Label: "Your password", Help: "That of " + id.Email + ", with which you log in."})
	if err != nil {
		return org.LoginAttempt{}, err
	}
	return a.Verify(ctx, email, password)
}
