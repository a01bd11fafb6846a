// Package storecmd is 'orgctl store': the file in which everything is, for whoever owns it. None of it needs a login.
package storecmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "store",
		Short: "Look after the file in which everything is: check, back up, restore",
		Long: `Look after the file in which everything is: check, back up, restore. These commands are for whoever owns the file, and need no
login; what they do is written into the store's own log ('orgctl log list --of-store').`,
	}
	c.AddCommand(newInfo(a), newCheck(a), newBackup(a), newRestore(a), newRecover(a), newGenerate(a))
	return c
}
