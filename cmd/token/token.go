// Package tokencmd is 'orgctl token': how a program acts for somebody. It refuses to know what a token may do: the store
// and package org do.
package tokencmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "token",
		Short: "Make, list and revoke the tokens by which programs act for you",
		Long: `Make, list and revoke the tokens by which programs act for you, in one organization and at most as far as you may yourself.
A program gives its token in the variable ORGCTL_TOKEN or in a file with --token-file, and needs no login then.

What only a person may do, no token may: log in, change passwords and second factors, make organizations or tokens, leave.`,
	}
	c.AddCommand(newCreate(a), newList(a), newRevoke(a))
	return c
}
