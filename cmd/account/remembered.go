package accountcmd

import (
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
)

// lastUsed is the e-mail that logged in last; empty if nobody did.
func lastUsed(a *app.App) (string, error) {
	logins, err := a.Logins()
	if err != nil || len(logins) == 0 {
		return "", err
	}
	return logins[0].Email, nil
}

// completeRemembered completes the e-mails of remembered logins. Whatever goes wrong is silence.
func completeRemembered(a *app.App) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		logins, err := a.Logins()
		if err != nil || len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var words []string
		for _, l := range logins {
			if strings.HasPrefix(strings.ToLower(l.Email), strings.ToLower(word)) {
				words = append(words, l.Email)
			}
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}
