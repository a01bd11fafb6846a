package configcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/config"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newSet(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "Change a setting in the user's file",
		Long:  `Change a setting in the user's file. Comments and the order of the file are kept; an empty value takes the setting out.`,
		Example: `orgctl config set accessible true
orgctl config set accessible ""`,
		Args: app.Two("KEY", "VALUE"), Annotations: app.Writes(app.Anybody), ValidArgsFunction: completeSetting,
		RunE: a.Run(func(_ context.Context, args []string) error { return setRun(a, args[0], args[1]) }),
	}
}

func setRun(a *app.App, key, value string) error {
	before, err := explain(a, key)
	if err != nil {
		return err
	}
	path := config.Locate(a.Streams.Env, a.Flags.ConfigFile).User
	set := org.ChangeSet{DryRun: a.Flags.DryRun, Changed: before.Value != value, Org: path}
	set.Changes = []org.Change{{Action: "edit", Kind: "setting", Ref: key, Before: before.Value, After: value}}
	if !a.Flags.DryRun {
		if err := config.Set(path, key, value); err != nil {
			return err
		}
	}
	return a.Report(app.Change{Done: "set " + key}, set)
}

func newExplain(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use: "explain KEY", Short: "Say which source of a setting won", Example: "orgctl config explain store",
		Args: app.One("KEY"), Annotations: app.Reads(app.Anybody), ValidArgsFunction: completeKeys,
		RunE: a.Run(func(_ context.Context, args []string) error {
			e, err := explain(a, args[0])
			if err != nil {
				return err
			}
			return term.PrintOne(a.Streams, a.Flags.Format, columns(), e)
		}),
	}
}
