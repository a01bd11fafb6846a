package catalogcmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "show CATEGORY",
		Short: "Show a category: what each of its rights lets one do",
		Example: `orgctl catalog show drive
orgctl catalog show billetterie -o yaml`,
		Args:              app.One("CATEGORY"),
		Annotations:       app.Reads(org.ActSee),
		ValidArgsFunction: a.CompleteCategories,
	}
	app.Shows(c, columns(allTexts))
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return showRun(ctx, a, args[0]) })
	return c
}

func showRun(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	catalog, err := s.Catalog(ctx, caller)
	if err != nil {
		return err
	}
	c, err := catalog.Lookup(ref)
	if err != nil {
		return err
	}
	f := a.Flags.Format
	if f.Output != "" || f.Columns != "" || f.Machine() || !a.Streams.OutTTY {
		return term.PrintOne(a.Streams, f, columns(allTexts), c)
	}
	return tell(a, c)
}

// tell is the category in words, for a terminal.
func tell(a *app.App, c org.Category) error {
	w := &strings.Builder{}
	fmt.Fprintf(w, "%s: %s (%s)\n", a.Streams.Style(term.Bold, c.Code), term.Clean(c.Label), term.Clean(c.Heading().Label))
	line := func(name, text string) { fmt.Fprintf(w, "  %-14s  %s\n", name, term.Clean(text)) }
	for _, d := range allTexts(c) {
		line(d.Rights.String(), d.EN)
	}
	if c.Usage {
		line("usage", "people may use it, as user or as admin of the service")
	}
	if len(c.Synonyms) > 0 {
		line("also called", strings.Join(c.Synonyms, ", "))
	}
	if c.Domains {
		line("names", "domain names, like acme.ch")
	}
	if c.Own {
		line("own", "brought in with 'orgctl catalog import'")
	}
	return term.Write(a.Streams, []byte(w.String()))
}
