package storecmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newCheck(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "check",
		Short: "Find out whether the file is whole and nobody changed what is in it",
		Long: `Find out whether the file is whole and nobody changed what is in it: the pages and indexes of the file, the references
between rows, every chain of the log, and whether members, products, grants, categories and organizations are what the
log says they became. Whatever is found is listed, and the exit code is 6.

It changes nothing, and works on backups too, named with --store.`,
		Example: `orgctl store check
orgctl store check --store backup.db -o json`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(app.FileOwner),
	}
	app.Shows(c, findingColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return checkRun(ctx, a) })
	return c
}

func checkRun(ctx context.Context, a *app.App) error {
	f, err := a.File()
	if err != nil {
		return err
	}
	progress := a.Streams.Progress(0, "rows")
	report, err := f.Check(ctx, progress.Add)
	progress.Done()
	if err != nil {
		return err
	}
	if err := printReport(a, report); err != nil {
		return err
	}
	if n := len(report.Findings) + report.More; n > 0 {
		return org.Errorf(org.KindUnavailable, org.CodeDamaged, "the store %q is not as it should be: %d finding%s", report.Path, n, plural(n)).
			WithHint("keep a copy of the file, then bring a backup back with 'orgctl store restore'")
	}
	a.Streams.Done("nothing wrong: %d rows of %d logs and %d rows of data were looked at", report.LogRows, report.Chains, report.Rows)
	return nil
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// printReport prints the findings; programs get the whole report, also when there are none.
func printReport(a *app.App, report org.CheckReport) error {
	if a.Flags.Machine() {
		return term.PrintValue(a.Streams, a.Flags.Format, report)
	}
	if len(report.Findings) == 0 && a.Flags.Output == "" {
		return nil
	}
	type row = org.Finding
	err := term.PrintList(a.Streams, a.Flags.Format, term.List[row]{
		Columns: findingColumns(),
		Name:    func(f row) string { return f.Object },
		Rows:    term.Rows(report.Findings),
	})
	if report.More > 0 {
		a.Streams.Say("and %d more findings", report.More)
	}
	if report.Skipped != "" {
		a.Streams.Say("not looked at: %s", report.Skipped)
	}
	return err
}

func findingColumns() []term.Column[org.Finding] {
	type row = org.Finding
	return []term.Column[org.Finding]{
		{Name: "kind", Value: func(f row) any { return string(f.Kind) }},
		{Name: "organization", Value: func(f row) any { return f.Chain }},
		{Name: "object", Value: func(f row) any { return f.Object }},
		{Name: "message", Value: func(f row) any { return f.Message }},
	}
}
