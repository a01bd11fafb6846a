package grantcmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newWhy(a *app.App) *cobra.Command {
	var at string
	c := &cobra.Command{
		Use:   "why EMAIL CATEGORY/NAME",
		Short: "Explain what somebody may do with a product, through what, and what is missing",
		Long: `Explain what somebody may do with a product: every source, also those that don't count now (dormant because of the role,
not begun, ended), and for what is missing the command that would give it.`,
		Example:           `orgctl grant why jane@example.org drive/marketing`,
		Args:              cobra.ArbitraryArgs, // RunPickedTwo counts them
		Annotations:       app.Reads(org.ActSee),
		ValidArgsFunction: a.CompleteUserThenProduct,
	}
	c.Flags().StringVar(&at, "as-of", "", "at this `time`, if nothing changes")
	app.Shows(c, whyColumns())
	pick := app.PickTwo{First: app.PickUser().OrOwn(), Second: func(string) app.Pick { return app.PickProduct() }}
	c.RunE = a.RunPickedTwo(pick, func(ctx context.Context, args []string) error { return whyRun(ctx, a, args[0], args[1], at) })
	return c
}

func whyRun(ctx context.Context, a *app.App, user, product, at string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	when, err := asOf(ctx, a, at)
	if err != nil {
		return err
	}
	e, err := s.Access(ctx, caller, user, product, when)
	if err != nil {
		return err
	}
	if a.Flags.Output != "" || a.Flags.Machine() || !a.Streams.OutTTY {
		return term.PrintOne(a.Streams, a.Flags.Format, whyColumns(), e.Explain())
	}
	return tell(a, e.Explain())
}

func whyColumns() []term.Column[org.Explanation] {
	type row = org.Explanation
	return []term.Column[row]{
		{Name: "user", Value: func(r row) any { return r.User }},
		{Name: "product", Value: func(r row) any { return r.Product }},
		{Name: "role", Value: func(r row) any { return r.Role.String() }},
		{Name: "state", Value: func(r row) any { return r.State.String() }},
		{Name: "rights", Value: func(r row) any { return r.Rights }, Text: func(r row) string { return bars(r.Rights) }},
		{Name: "usage", Value: func(r row) any { return usageOrNil(r.Usage) }},
		{Name: "sources", Value: func(r row) any { return r.Sources }, Text: func(r row) string { return sourceLine(r.Sources) }},
		{Name: "missing", Value: func(r row) any { return r.Missing }, Text: func(r row) string { return missingLine(r.Missing) }},
		{Name: "notes", Value: func(r row) any { return r.Notes }},
	}
}

func missingLine(missing []org.Missing) string {
	var parts []string
	for _, m := range missing {
		parts = append(parts, m.What+": "+m.Hint)
	}
	return strings.Join(parts, "; ")
}

// tell is the explanation in sentences, for a terminal.
func tell(a *app.App, e org.Explanation) error {
	w := &strings.Builder{}
	fmt.Fprintf(w, "%s (%s) on %s: %s\n", term.Clean(e.User), e.Role, term.Clean(e.Product), a.Streams.Style(term.Bold, gives(e.Rights, e.Usage)))
	for _, s := range e.Sources {
		mark := "+"
		if s.State != org.SourceActive {
			mark = "-"
		}
		fmt.Fprintf(w, "  %s %s%s\n", mark, term.Clean(sourceText(s)), because(s))
	}
	for _, n := range e.Notes {
		fmt.Fprintf(w, "  %s\n", term.Clean(n))
	}
	if len(e.Missing) > 0 {
		fmt.Fprintln(w, "Missing:")
	}
	for _, m := range e.Missing {
		fmt.Fprintf(w, "  %s: %s\n", m.What, term.Clean(m.Hint))
	}
	_, err := fmt.Fprint(a.Streams.Out, w)
	return err
}

func because(s org.Source) string {
	var parts []string
	if s.Reason != "" {
		parts = append(parts, term.Clean(s.Reason))
	}
	if s.Ticket != "" {
		parts = append(parts, term.Clean(s.Ticket))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
