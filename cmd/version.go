package cmd

import (
	"context"
	"runtime"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/store"
	"orgctl/internal/term"
)

// versionInfo is what 'orgctl version' says.
type versionInfo struct {
	Version string
	Schema  int
	Go      string
	OS      string
	Arch    string
}

func newVersion(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:         "version",
		Short:       "Print the version",
		Example:     "orgctl version\norgctl version -o json",
		Args:        cobra.NoArgs,
		Annotations: app.Answers(app.Anybody),
		RunE: a.Run(func(context.Context, []string) error {
			v := versionInfo{a.World.Version, store.Schema(), runtime.Version(), runtime.GOOS, runtime.GOARCH}
			return term.PrintOne(a.Streams, a.Flags.Format, []term.Column[versionInfo]{
				{Name: "version", Value: func(v versionInfo) any { return v.Version }},
				{Name: "schema", Value: func(v versionInfo) any { return v.Schema }},
				{Name: "go", Value: func(v versionInfo) any { return v.Go }},
				{Name: "os", Value: func(v versionInfo) any { return v.OS }},
				{Name: "arch", Value: func(v versionInfo) any { return v.Arch }},
			}, v)
		}),
	}
}
