package app

import (
	"context"

	"orgctl/internal/org"
)

// Rehearse runs a change that costs a password as a dry run, so that what is in the way is found before the password is
// asked. It is over if a dry run is all that was wanted, or the change was made before under its --op-id, or nothing would
// change: then it has said so.
func (a *App) Rehearse(ctx context.Context, c Change) (over bool, err error) {
	req, err := a.Request(c.Input...)
	if err != nil {
		return true, err
	}
	req.DryRun = true
	set, err := c.Run(ctx, req)
	if err != nil {
		return true, err
	}
	if a.Flags.DryRun || set.Replayed {
		return true, a.Report(c, set)
	}
	if !set.Changed {
		set.DryRun = false
		return true, a.Report(c, set)
	}
	if len(set.Taking()) > 0 && !a.Flags.Yes && !a.Interactive() {
		a.showTaking(set)
		return true, org.Unconfirmed(set)
	}
	return false, nil
}
