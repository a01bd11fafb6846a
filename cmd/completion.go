package cmd

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// shells are those for which a completion script can be made, with the file each keeps it in.
func shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

func newCompletion(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion script of a shell",
		Long: `Print the completion script of a shell: bash, zsh, fish or powershell.

  bash        orgctl completion bash > ~/.local/share/bash-completion/completions/orgctl
  zsh         orgctl completion zsh > "${fpath[1]}/_orgctl"
  fish        orgctl completion fish > ~/.config/fish/completions/orgctl.fish
  powershell  orgctl completion powershell >> $PROFILE`,
		Example:     "orgctl completion bash",
		Args:        app.One("SHELL"),
		ValidArgs:   shells(),
		Annotations: app.Answers(app.Anybody),
	}
	c.RunE = a.Run(func(_ context.Context, args []string) error { return WriteCompletion(c.Root(), args[0], a.Streams.Out) })
	return c
}

// WriteCompletion writes the completion script for a shell.
func WriteCompletion(root *cobra.Command, shell string, w io.Writer) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(w, true)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return writeFish(root, w)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	}
	return org.Unknown("shell", shell, shells())
}

// writeFish mends cobra's script: it takes the completion of --columns=email for an option of its own 'string split'.
func writeFish(root *cobra.Command, w io.Writer) error {
	var script bytes.Buffer
	if err := root.GenFishCompletion(&script, true); err != nil {
		return err
	}
	_, err := strings.NewReplacer(`(string split --max 1 \t`, `(string split --max 1 -- \t`).WriteString(w, script.String())
	return err
}
