// Package configcmd is 'orgctl config': the settings and where each comes from.
package configcmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/config"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "See and change settings, and ask where one comes from",
		Long: `See and change settings, and ask where one comes from. Flags win over environment variables, then the user's file, the
system's file, and the defaults.`,
	}
	c.AddCommand(newGet(a), newSet(a), newList(a), newExplain(a))
	return c
}

func completeKeys(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	for _, k := range config.Keys() {
		words = append(words, k.Name+"\t"+k.Doc)
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// completeSetting completes a key, then its value.
func completeSetting(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) != 1 {
		return completeKeys(c, args, word)
	}
	for _, k := range config.Keys() {
		if k.Name == args[0] && k.Type() == "path" {
			return nil, cobra.ShellCompDirectiveDefault
		}
		if k.Name == args[0] {
			return k.Choices(), cobra.ShellCompDirectiveNoFileComp
		}
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func newGet(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use: "get KEY", Short: "Print the value of a setting", Example: "orgctl config get color",
		Args: app.One("KEY"), Annotations: app.Reads(app.Anybody), ValidArgsFunction: completeKeys,
		RunE: a.Run(func(_ context.Context, args []string) error {
			e, err := explain(a, args[0])
			if err != nil {
				return err
			}
			if a.Flags.Machine() || a.Flags.Output != "" {
				return term.PrintOne(a.Streams, a.Flags.Format, columns(), e)
			}
			_, err = fmt.Fprintln(a.Streams.Out, e.Value)
			return err
		}),
	}
}

func newList(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use: "list", Aliases: []string{"ls"}, Short: "List the settings with their sources", Example: "orgctl config list",
		Args: cobra.NoArgs, Annotations: app.Reads(app.Anybody),
		RunE: a.Run(func(context.Context, []string) error {
			cfg, err := a.Config()
			if err != nil {
				return err
			}
			return term.PrintList(a.Streams, a.Flags.Format, term.List[config.Explanation]{
				Columns: columns(), Rows: term.Rows(cfg.List()), Name: func(e config.Explanation) string { return e.Key },
			})
		}),
	}
	app.Shows(c, columns())
	return c
}

func explain(a *app.App, key string) (config.Explanation, error) {
	cfg, err := a.Config()
	if err != nil {
		return config.Explanation{}, err
	}
	return cfg.Explain(key)
}

func columns() []term.Column[config.Explanation] {
	type row = config.Explanation
	return []term.Column[row]{
		{Name: "key", Value: func(e row) any { return e.Key }},
		{Name: "value", Value: func(e row) any { return e.Value }},
		{Name: "source", Value: func(e row) any { return string(e.Kind) }},
		{Name: "where", Value: func(e row) any { return e.Source.String() }},
		{Name: "overridden", Value: func(e row) any { return e.Overridden }, Text: func(e row) string { return overridden(e.Overridden) }, Extra: true},
	}
}

func overridden(sources []config.Source) string {
	var words []string
	for _, s := range sources {
		words = append(words, fmt.Sprintf("%s: %s", s, s.Value))
	}
	return strings.Join(words, "; ")
}
