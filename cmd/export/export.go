// Package exportcmd is 'orgctl export': CSV for accounting programs and spreadsheets. It refuses to know how a cell is written
// (package export) and which records somebody may have (the store).
package exportcmd

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/app"
	"orgctl/internal/export"
	"orgctl/internal/org"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "export",
		Short: "Write CSV for the accounting program: the billing of clients, or who may do what",
		Long: `Write CSV for the accounting program: the billing of clients, or who may do what.

A file gets its name only when it is complete. Cells that a spreadsheet would run are made harmless, reversibly. Every export
is in the log.`,
	}
	c.AddCommand(newClients(a), newAccess(a), newVerify(a))
	return c
}

// formFlags say how the CSV is written.
type formFlags struct {
	dialect string
	raw     bool
}

func (o *formFlags) bind(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.dialect, "dialect", "", "how the CSV is written: `rfc4180`, excel, or excel-fr (semicolons and decimal commas)")
	f.BoolVar(&o.raw, "raw", false, "write texts as they are, also those that a spreadsheet would run")
	app.Completes(c, "dialect", cobra.FixedCompletions(org.Texts(export.Dialects()), cobra.ShellCompDirectiveNoFileComp))
}

// oneFormat refuses the flags of lists: an export is CSV, and -o says in which form its summary is printed.
func oneFormat(a *app.App, toFile bool) error {
	f := a.Flags.Format
	switch {
	case f.Columns+f.Sort+f.Filter != "" || f.Limit > 0:
		return org.Errorf(org.KindUsage, org.CodeUsage, "an export has fixed columns and every row").WithHint("for a choice of them use 'orgctl billing list' or 'orgctl grant list'")
	case !toFile && (f.Output != "" && f.Output != "csv" || f.JQ+f.Template != ""):
		return org.Errorf(org.KindUsage, org.CodeUsage, "an export to standard output is CSV and nothing else").WithHint("give --out FILE; -o %s then prints what was written", f.Output)
	}
	return nil
}

func countRows(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// equivalent is a command line with the flags that were set.
func equivalent(a *app.App, set *pflag.FlagSet, words ...string) []string {
	words = append([]string{"orgctl"}, words...)
	if slug := a.Flags.Settings["org"]; slug != "" {
		words = append(words, "--org", slug)
	}
	if file := a.Flags.Settings["store"]; file != "" {
		words = append(words, "--store", file)
	}
	set.Visit(func(f *pflag.Flag) {
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			switch {
			case set.Lookup(f.Name) == nil || f.Name == "org" || f.Name == "store":
			case f.Value.Type() == "bool":
				words = append(words, "--"+f.Name)
			default:
				words = append(words, "--"+f.Name, v)
			}
		}
	})
	return words
}
