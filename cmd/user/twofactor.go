package usercmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/secret"
	"orgctl/internal/term"
)

// newTwoFactor is the group 'orgctl user 2fa'.
func newTwoFactor(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "2fa",
		Short: "Switch your second factor on or off, or make new recovery codes",
		Long: `Switch your second factor on or off, or make new recovery codes. With it, logging in takes the code of the moment from an app
on your phone (RFC 6238) besides your password, or one of ten recovery codes, of which each counts once.`,
	}
	c.AddCommand(newTwoFactorEnable(a), newTwoFactorDisable(a), newTwoFactorCodes(a))
	return c
}

// factorChange is a change of one's own second factor: it costs the password.
type factorChange struct {
	app.Change
	run   func(ctx context.Context, req org.Request, attempt org.LoginAttempt) (org.ChangeSet, error)
	step  string                                                                        // of a wizard, in which the password is asked
	prove func(ctx context.Context, attempt org.LoginAttempt) (org.LoginAttempt, error) // after the password; nil: nothing more
}

// apply rehearses the change, so that what is in the way is found before the password is asked, then makes it. It says
// whether anything was changed.
func (f factorChange) apply(ctx context.Context, a *app.App, o app.PasswordFlags) (done bool, err error) {
	rehearsal := f.Change
	rehearsal.Run = func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return f.run(ctx, req, org.LoginAttempt{})
	}
	if over, err := a.Rehearse(ctx, rehearsal); over || err != nil {
		return false, err
	}
	id, err := whoAmI(ctx, a)
	if err != nil {
		return false, err
	}
	attempt, err := a.ConfirmPassword(ctx, o, id.Email, f.step)
	if err != nil {
		return false, err
	}
	if f.prove != nil {
		if attempt, err = f.prove(ctx, attempt); err != nil {
			return false, err
		}
	}
	c := f.Change
	c.Run = func(ctx context.Context, req org.Request) (org.ChangeSet, error) { return f.run(ctx, req, attempt) }
	set, err := a.Try(ctx, c)
	if err != nil {
		return false, err
	}
	return set.Changed, a.Report(c, set)
}

func whoAmI(ctx context.Context, a *app.App) (org.Identity, error) {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return org.Identity{}, err
	}
	return s.Person(ctx, caller)
}

// recovery makes recovery codes, and what prints them once.
func recovery(a *app.App) (codes []string, hashes [][32]byte, created func(org.ChangeSet) map[string]any, err error) {
	codes, hashes, err = secret.NewRecoveryCodes(a.World.Rand)
	created = func(org.ChangeSet) map[string]any {
		return map[string]any{"second_factor": map[string]any{"state": org.FactorOn, "recovery_codes": codes}}
	}
	return codes, hashes, created, err
}

// showCodes prints recovery codes for a person.
func showCodes(a *app.App, codes []string) error {
	if a.Flags.Machine() {
		return nil // they stand in the object
	}
	a.Streams.Hint("keep these recovery codes where your phone is not: each logs you in once; they are not shown again:")
	return term.Write(a.Streams, []byte(strings.Join(codes, "\n")+"\n"))
}
