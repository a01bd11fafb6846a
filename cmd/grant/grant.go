// Package grantcmd is 'orgctl grant': who may use or manage which product, and why.
package grantcmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "grant",
		Short: "Say who may use or manage which product, and ask why",
		Long: `Say who may use or manage which product, and ask why.

Management rights (technical, statistics, ticket-control, sales-control) and the right to use a service (user, admin) are
two things: neither implies the other. Owners and admins have every management right without a grant.`,
	}
	c.AddCommand(newEdit(a), newSet(a), newFull(a), newRevoke(a), newCopy(a), newList(a), newMatrix(a), newCheck(a), newWhy(a), newWho(a))
	return c
}
