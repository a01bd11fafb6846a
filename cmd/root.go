package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// NewRoot builds the tree of commands. With only, just the sub-tree of that noun is built and the others are stubs for
// the help: building them all costs every start. An empty only builds everything.
func NewRoot(a *app.App, only string) *cobra.Command {
	root := &cobra.Command{
		Use:   "orgctl",
		Short: "Who belongs to an organization, and who may use or manage which product",
		Long: `orgctl is an organization's Manager on the command line: its members and their roles, who may use or manage which
product and why, and a log of every change. Everything is in one local file.

Start with 'orgctl init', or look around first with 'orgctl demo'.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		Version:       a.World.Version,
	}
	root.RunE = func(c *cobra.Command, args []string) error { return rootRun(a, c, args) }
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetOut(a.Streams.Out)
	root.SetErr(a.Streams.Err)
	root.SetIn(a.Streams.In)
	addGlobalFlags(root, a)
	root.SetHelpCommand(newHelp(a))
	root.SetHelpCommandGroupID("store")
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { help(a, c) })
	root.SetUsageFunc(func(*cobra.Command) error { return nil })
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagError(c, err) })
	for _, g := range groups() {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
	}
	for _, n := range nouns() {
		c := &cobra.Command{Use: n.name, Short: n.short, Aliases: n.aliases, Run: func(*cobra.Command, []string) {}}
		if only == "" || n.is(only) {
			c = n.build(a)
			c.Aliases = append(c.Aliases, n.aliases...)
		}
		c.GroupID = n.group
		root.AddCommand(c)
	}
	finishTree(root)
	return root
}

// rootRun is orgctl without a command: help, or for an unknown one an error that says what was perhaps meant.
func rootRun(a *app.App, c *cobra.Command, args []string) error {
	if len(args) == 0 {
		help(a, c)
		return nil
	}
	var names []string
	for _, n := range nouns() {
		names = append(names, n.name)
	}
	return unknownCommand(c, args[0], names)
}

func unknownCommand(c *cobra.Command, word string, known []string) error {
	err := org.Errorf(org.KindUsage, org.CodeUsage, "unknown command %q for %q", word, c.CommandPath())
	if near := org.Suggest(word, known); near != "" {
		return err.WithHint("did you mean '%s %s'? '%s --help' shows all", c.CommandPath(), near, c.CommandPath())
	}
	return err.WithHint("'%s --help' shows them all", c.CommandPath())
}

func flagError(c *cobra.Command, err error) error {
	e := usageError(err.Error())
	if word, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		var known []string
		c.Flags().VisitAll(func(f *flagType) { known = append(known, f.Name) })
		if near := org.Suggest(word, known); near != "" {
			return e.WithHint("did you mean --%s? '%s --help' shows all", near, c.CommandPath())
		}
	}
	return e.WithHint("'%s --help' shows the flags", c.CommandPath())
}

// finishTree gives every command what all share: groups refuse unknown verbs instead of printing help with exit 0, and
// an interspersed --help works everywhere.
func finishTree(root *cobra.Command) {
	for _, c := range root.Commands() {
		finishGroup(c)
	}
}

func finishGroup(c *cobra.Command) {
	if !c.HasSubCommands() {
		return
	}
	if c.RunE == nil && c.Run == nil {
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(c *cobra.Command, args []string) error { return groupRun(c, args) }
	}
	for _, sub := range c.Commands() {
		finishGroup(sub)
	}
}

// groupRun answers a noun without a verb, or with an unknown one: wrong usage, never a silent success.
func groupRun(c *cobra.Command, args []string) error {
	var verbs []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			verbs = append(verbs, sub.Name())
		}
	}
	if len(args) > 0 {
		return unknownCommand(c, args[0], verbs)
	}
	return org.Errorf(org.KindUsage, org.CodeUsage, "'%s' needs a command", c.CommandPath()).WithHint("one of %s", strings.Join(verbs, ", "))
}

func addGlobalFlags(root *cobra.Command, a *app.App) {
	f := root.PersistentFlags()
	f.SortFlags = false
	f.String("store", "", "the store `file`")
	f.String("org", "", "the organization to work in, by its `slug`")
	f.String("token-file", "", "act by the token in this `file` instead of your login")
	f.StringP("output", "o", "", "output `format`: table, json, jsonl, yaml, csv, tsv, name")
	f.StringVar(&a.Flags.Columns, "columns", "", "`columns` to show: a,b to choose, +c,-d to change the default")
	f.StringVar(&a.Flags.Sort, "sort", "", "`columns` to sort by, - for descending: -created_at,name")
	f.StringVar(&a.Flags.Filter, "filter", "", "rows to keep: `'role=external state!=pending'`")
	f.IntVar(&a.Flags.Limit, "limit", 0, "show at most `N` rows")
	f.StringVar(&a.Flags.JQ, "jq", "", "a jq `expression` over the JSON")
	f.StringVar(&a.Flags.Template, "template", "", "a Go `template` over the JSON")
	f.BoolVarP(&a.Flags.Quiet, "quiet", "q", false, "say nothing but results and errors")
	f.BoolVarP(&a.Flags.Yes, "yes", "y", false, "confirm without being asked")
	f.BoolVarP(&a.Flags.DryRun, "dry-run", "n", false, "show what would change, change nothing")
	f.StringVar(&a.Flags.OpID, "op-id", "", "a retry `key`: the same change is never made twice under it")
	f.Bool("no-input", false, "never ask: a missing value is an error")
	f.String("color", "", "`when` to use colour: auto, always, never")
	f.String("config", "", "the configuration `file`")
	f.BoolVar(&a.Flags.Debug, "debug", false, "show the causes of errors")
	for flag, fn := range map[string]cobra.CompletionFunc{
		"org": func(c *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
			return a.CompleteOrgs(c, nil, word)
		},
		"columns": app.CompleteColumns("+-"),
		"sort":    app.CompleteColumns("-"),
		"output":  cobra.FixedCompletions(term.Formats(), cobra.ShellCompDirectiveNoFileComp),
		"color":   cobra.FixedCompletions([]string{"auto", "always", "never"}, cobra.ShellCompDirectiveNoFileComp),
	} {
		_ = root.RegisterFlagCompletionFunc(flag, fn) // the flags are there
	}
}

// valueFlags are the global flags that take a value as the next word.
func valueFlags() []string {
	return []string{"--store", "--org", "--token-file", "--output", "-o", "--columns", "--sort", "--filter", "--limit", "--jq", "--template", "--op-id", "--color", "--config"}
}

// noun finds the noun in a command line, past the global flags. Where all nouns are needed it is empty.
func noun(args []string) string {
	for i := 0; i < len(args); i++ {
		word := args[i]
		switch {
		case slices.Contains(valueFlags(), word):
			i++
		case strings.HasPrefix(word, "-"):
		case word == "help" && i+1 < len(args) && !strings.HasPrefix(args[i+1], "-"):
		case strings.HasPrefix(word, "__complete"):
			return ""
		default:
			return word
		}
	}
	return "none"
}
