package billingcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newBalance(a *app.App) *cobra.Command {
	o := &filterFlags{}
	c := &cobra.Command{
		Use:   "balance",
		Short: "Add up the book, each currency by itself",
		Long: `Add up the book, each currency by itself: what the amounts and the stated taxes come to. A positive balance is owed, a
negative one is a credit. Without flags the whole book counts.`,
		Example: `orgctl billing balance
orgctl billing balance --client delta --to 2026-12-31`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActBook),
	}
	o.bind(c)
	app.Shows(c, balanceColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return balanceRun(ctx, a, o) })
	return c
}

func balanceRun(ctx context.Context, a *app.App, o *filterFlags) error {
	f, err := o.filter(ctx, a)
	if err != nil {
		return err
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	balances, err := s.Balance(ctx, caller, f)
	if err != nil {
		return err
	}
	type row = org.Balance
	return term.PrintList(a.Streams, a.Flags.Format, term.List[row]{
		Columns: balanceColumns(),
		Rows:    term.Rows(balances), Empty: "the book is empty",
	})
}

func balanceColumns() []term.Column[org.Balance] {
	type row = org.Balance
	return []term.Column[org.Balance]{
		{Name: "currency", Value: func(b row) any { return string(b.Total.Currency) }},
		{Name: "amount", Value: func(b row) any { return b.Amount.Decimal() }, Right: true},
		{Name: "tax", Value: func(b row) any { return b.Tax.Decimal() }, Right: true},
		{Name: "balance", Value: func(b row) any { return b.Total.Decimal() }, Right: true},
	}
}
