package billingcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// filterFlags say which records are meant.
type filterFlags struct {
	app.RangeFlags
	clients, kinds, histories []string
}

func (o *filterFlags) bind(c *cobra.Command) {
	o.RangeFlags.Bind(c)
	f := c.Flags()
	f.StringSliceVar(&o.clients, "client", nil, "only those of this client, by its `slug`")
	f.StringSliceVar(&o.kinds, "kind", nil, "only those of this `kind`: order, renewal, discount, cashback, payment, refund, topup, payout")
	f.StringSliceVar(&o.histories, "history", nil, "only those of this `history`: orders, renewals, cashback, discounts, payments, all")
	c.MarkFlagsMutuallyExclusive("kind", "history")
	app.Completes(c, "kind", cobra.FixedCompletions(org.Texts(org.RecordKinds()), cobra.ShellCompDirectiveNoFileComp))
	app.Completes(c, "history", cobra.FixedCompletions(org.Texts(org.Histories()), cobra.ShellCompDirectiveNoFileComp))
}

func (o *filterFlags) filter(ctx context.Context, a *app.App) (f org.BookFilter, err error) {
	f.Clients = o.clients
	if f.Kinds, err = org.ParseHistories(o.histories); err != nil {
		return f, err
	}
	for _, word := range o.kinds {
		kind, err := org.ParseRecordKind(word)
		if err != nil {
			return f, err
		}
		f.Kinds = append(f.Kinds, kind)
	}
	f.Range, err = o.Range(ctx, a)
	return f, err
}

func newList(a *app.App) *cobra.Command {
	o := &filterFlags{}
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the records of the book by date",
		Example: `orgctl billing list --period this-year
orgctl billing list --client delta --history orders,renewals
orgctl billing list --from 2026-01-01 --to 2026-06-30 --kind payment --columns date,amount,reference`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActBook),
	}
	o.bind(c)
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a, o) })
	return c
}

func listRun(ctx context.Context, a *app.App, o *filterFlags) error {
	f, err := o.filter(ctx, a)
	if err != nil {
		return err
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Record]{
		Columns: columns(),
		Name:    func(r org.Record) string { return fmt.Sprint(r.ID) },
		Rows:    s.Book(ctx, caller, f),
		Empty:   "no records; 'orgctl product add' with --price makes the first, or bring some with 'orgctl billing import'",
	})
}
