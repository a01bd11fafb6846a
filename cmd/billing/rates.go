package billingcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newRates(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "rates",
		Short: "See and set what the organization gets as a partner, by category",
		Long: `See and set what the organization gets as a partner, by category: a share of the list price of at most 35 %. It is taken
off at once where the partner pays and its people order, and comes back as cashback elsewhere. Without a verb, the rates are
listed.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return org.Errorf(org.KindUsage, org.CodeUsage, "unknown command %q for %q", args[0], c.CommandPath()).WithHint("one of list, set")
			}
			return nil
		},
	}
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return ratesRun(ctx, a) })
	c.AddCommand(newRatesList(a), newRatesSet(a))
	return c
}

func newRatesList(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:         "list",
		Aliases:     []string{"ls"},
		Short:       "List the partner rates by category",
		Example:     `orgctl billing rates list`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActBook),
	}
	app.Shows(c, rateColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return ratesRun(ctx, a) })
	return c
}

func ratesRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	rates, err := s.Rates(ctx, caller)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Rate]{
		Columns: rateColumns(),
		Rows:    term.Rows(rates), Empty: "no rates; set one with 'orgctl billing rates set drive 20'",
	})
}

func rateColumns() []term.Column[org.Rate] {
	return []term.Column[org.Rate]{
		{Name: "category", Value: func(r org.Rate) any { return r.Category }},
		{Name: "percent", Value: func(r org.Rate) any { return r.Percent.String() }, Right: true},
		{Name: "created_at", Value: func(r org.Rate) any { return r.Created }, Extra: true},
	}
}

func newRatesSet(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "set CATEGORY PERCENT",
		Short: "Set the partner rate of a category; 0 is none",
		Example: `orgctl billing rates set drive 20
orgctl billing rates set web-hosting 12.5`,
		Args:        app.Two("CATEGORY", "PERCENT"),
		Annotations: app.Writes(org.ActBook),
		ValidArgsFunction: func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			return a.CompleteCategories(c, args, word)
		},
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return ratesSetRun(ctx, a, args[0], args[1]) })
	return c
}

func ratesSetRun(ctx context.Context, a *app.App, category, text string) error {
	rate, err := org.ParseRate(text)
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("set the rate of %s to %s %%", category, rate),
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.SetRate(ctx, req, category, rate)
		},
	})
}
