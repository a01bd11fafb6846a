// Package orgcmd is 'orgctl org': one's organizations, their details, and the directory of their people. It refuses to
// know what a detail may hold and what keeps an organization from being removed: package org and the store do.
package orgcmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "org",
		Short: "List, add, edit and remove organizations, and see who is in them",
		Long: `List, add, edit and remove organizations, and see who is in them.

'orgctl switch org SLUG' changes the one that commands work in; --org SLUG does it for one command.`,
	}
	c.AddCommand(newList(a), newShow(a), newAdd(a), newEdit(a), newRemove(a), newDirectory(a))
	return c
}

// within is the caller in the organization that the argument names; without one, in the usual one.
func within(a *app.App, caller org.Caller, args []string) (org.Caller, error) {
	if len(args) == 0 {
		return caller, nil
	}
	if flag := a.Flags.Settings["org"]; flag != "" && flag != args[0] {
		return caller, org.Invalid("%q and --org %q name two organizations", args[0], flag).WithHint("leave one out")
	}
	caller.Org = args[0]
	return caller, nil
}

// unplaced leaves the organization out of the line that says what was done: it is the thing that came or went.
func unplaced(set org.ChangeSet) org.ChangeSet {
	if set.Changed && !set.DryRun {
		set.Org = ""
	}
	return set
}
