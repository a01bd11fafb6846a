// Package logcmd is 'orgctl log': what was done, by whom, and the proof that nobody changed it since.
package logcmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "log",
		Short: "See what was done and by whom, and verify that the log is untouched",
		Long: `See what was done and by whom, and verify that the log is untouched.

Every change is in the log of its organization, written in the same transaction. The rows of a log are a chain: each
holds a hash of the one before it, so that a row can't be changed, removed or moved without breaking the chain. That the
end was cut off, only somebody can tell who knows where it was: keep what 'orgctl log head' prints outside the machine.`,
	}
	c.AddCommand(newList(a), newShow(a), newVerify(a), newHead(a), newExport(a))
	return c
}

// sourceFlag says which log is meant.
type sourceFlag struct{ store bool }

func (f *sourceFlag) bind(c *cobra.Command) {
	c.Flags().BoolVar(&f.store, "of-store", false, "the store's own log (logins, recovery, backup, restore); whoever owns the file may see it")
}

// source needs no login for the store's own log.
func (f *sourceFlag) source(a *app.App) (org.LogSource, error) {
	if f.store {
		return org.LogSource{Store: true}, nil
	}
	c, err := a.Caller()
	return org.LogSource{Caller: c}, err
}

// nameOf is a log in a sentence.
func nameOf(slug string) string {
	if slug == "" {
		return "the store's own log"
	}
	return "the log of " + slug
}
