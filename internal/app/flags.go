package app

import (
	"github.com/spf13/cobra"

	"orgctl/internal/config"
)

// ReadGlobalFlags notes which settings were given as flags; the configuration adds them to its other sources. It runs
// before every command, and before every completion, where cobra runs nothing else.
func (a *App) ReadGlobalFlags(c *cobra.Command) {
	a.Flags.Settings = map[string]string{}
	for _, k := range config.Keys() {
		if k.Flag == "" {
			continue
		}
		if f := c.Flags().Lookup(k.Flag); f != nil && f.Changed {
			a.Flags.Settings[k.Name] = f.Value.String()
		}
	}
	a.Flags.ConfigFile, _ = c.Flags().GetString("config")
	a.Flags.TokenFile, _ = c.Flags().GetString("token-file")
	a.Flags.NoInput = a.Flags.Settings["no_input"] == "true"
	a.Flags.Output = a.Flags.Settings["output"]
	a.Streams.Quiet = a.Flags.Quiet
}
