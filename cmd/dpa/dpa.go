// Package dpacmd is 'orgctl dpa': the certificate on data protection.
package dpacmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "dpa",
		Short: "Make the certificate on data protection",
		Long: `Make the certificate on data protection: who processes which personal data for whom, with which kinds of products, and what the
provider of these products has published that it commits itself to.`,
	}
	c.AddCommand(newGenerate(a))
	return c
}
